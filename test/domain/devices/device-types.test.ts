import {
  deviceTypeRefusals,
  ownDeviceTypes,
  typeLimit,
  type DeviceTypeCommand,
  type DeviceTypeEvent,
  type DeviceTypeRefusal,
  type TypeDefinition,
} from '../../../domain/devices/index.ts';
import { day, DeviceLife, inventory, record } from '../../support/device-reports.ts';
import { spec } from '../../support/spec.ts';

const kiosk: TypeDefinition = { names: { en: 'Kiosk', ja: 'キオスク端末' }, icon: 'monitor' };
const added = (type: `own-${number}`, definition: TypeDefinition): DeviceTypeEvent => ({
  type: 'DeviceTypeAdded',
  data: { type, definition },
});

describe('types of devices that an administrator adds', () => {
  test('are added, edited and removed; an id is used once', () => {
    spec(ownDeviceTypes)
      .givenNothing.when({ type: 'AddType', definition: kiosk })
      .then(added('own-1', kiosk));
    const to = { ...kiosk, icon: 'tablet' as const };
    spec(ownDeviceTypes)
      .given(added('own-1', kiosk))
      .when({ type: 'EditType', id: 'own-1', change: { icon: 'tablet' } })
      .then({ type: 'DeviceTypeEdited', data: { type: 'own-1', from: kiosk, to } });
    spec(ownDeviceTypes)
      .given(added('own-1', kiosk))
      .when({ type: 'EditType', id: 'own-1', change: { icon: 'monitor' } })
      .thenNothing();
    const removed: DeviceTypeEvent = {
      type: 'DeviceTypeRemoved',
      data: { type: 'own-1', definition: kiosk },
    };
    spec(ownDeviceTypes)
      .given(added('own-1', kiosk))
      .when({ type: 'RemoveType', id: 'own-1', devices: 0 })
      .then(removed);
    spec(ownDeviceTypes)
      .given(added('own-1', kiosk), removed)
      .when({ type: 'AddType', definition: kiosk })
      .then(added('own-2', kiosk));
  });

  const full = Array.from({ length: typeLimit }, (_, no) =>
    added(`own-${no + 1}`, { names: { en: `Type ${no}` }, icon: 'box' }),
  );
  const refusals: Readonly<
    Record<
      DeviceTypeRefusal,
      readonly (readonly [readonly DeviceTypeEvent[], DeviceTypeCommand, Record<string, unknown>])[]
    >
  > = {
    DEVICE_TYPE_UNKNOWN: [
      [[], { type: 'EditType', id: 'own-1', change: {} }, { type: 'own-1' }],
      [[], { type: 'RemoveType', id: 'constructor', devices: 0 }, { type: 'constructor' }],
    ],
    DEVICE_TYPE_NAME_TAKEN: [
      [
        [added('own-1', kiosk)],
        { type: 'AddType', definition: { names: { en: 'キオスク端末' }, icon: 'box' } },
        { name: 'キオスク端末' },
      ],
    ],
    DEVICE_TYPE_LIMIT: [[full, { type: 'AddType', definition: kiosk }, { most: typeLimit }]],
    DEVICE_TYPE_IN_USE: [
      [
        [added('own-1', kiosk)],
        { type: 'RemoveType', id: 'own-1', devices: 3 },
        { type: 'own-1', devices: 3 },
      ],
    ],
  };
  test('every refusal is specified', () => {
    expect(Object.keys(refusals).sort()).toStrictEqual([...deviceTypeRefusals].sort());
  });
  test.each(
    Object.entries(refusals).flatMap(([code, cases]) =>
      cases.map(([given, when, details]) => [code, given, when, details] as const),
    ),
  )('%s', (code, given, when, details) => {
    spec(ownDeviceTypes)
      .given(...given)
      .when(when)
      .thenRefused(code as DeviceTypeRefusal, details);
  });

  test('DEV-011 one that a device is given stays, and is told by the name it had', () => {
    const life = new DeviceLife();
    life.do(record(day(1), inventory()));
    const given = { type: 'EditDevice', at: day(2), deviceType: 'own-1' } as const;
    expect(life.do({ ...given, typeNames: { 'own-1': 'Kiosk', 'own-2': 'Other' } })).toMatchObject([
      { type: 'DeviceTypeChanged', data: { to: 'own-1', fixed: true, names: { 'own-1': 'Kiosk' } } },
    ]);
    life.do(record(day(3), inventory({ hardware: { chassis: 'Rack Mount Chassis' } })));
    expect(life.state.deviceType).toBe('own-1');
  });
});
