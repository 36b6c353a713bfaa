import { device, editableFields } from '../../../domain/devices/index.ts';
import type { CommandOf, DeviceCommand, DeviceEvent } from '../../../domain/devices/index.ts';
import { claims, day, DeviceLife, inventory, record } from '../../support/device-reports.ts';
import { spec } from '../../support/spec.ts';

const at = day(5);
const source = { dialect: 'person' as const };
const edit = (more: Omit<CommandOf<'EditDevice'>, 'type' | 'at'>): DeviceCommand => ({
  type: 'EditDevice',
  at,
  ...more,
});

function reported(...commands: readonly DeviceCommand[]): DeviceLife {
  const life = new DeviceLife();
  life.do(record(day(1), inventory()));
  for (const command of commands) life.do(command);
  return life;
}
const given = (...commands: readonly DeviceCommand[]) => spec(device).given(...reported(...commands).events);
const types = (events: readonly DeviceEvent[]) => events.map(({ type }) => type);

describe('DEV-010 values are edited by hand', () => {
  test('a known one, one that was missing and one that is not so become events of their kinds, told by a person', () => {
    given()
      .when(
        edit({
          fields: { 'hardware.model': 'X1 Carbon', 'hardware.assetTag': 'A-17', domain: null },
          reason: 'stocktaking',
        }),
      )
      .then(
        {
          type: 'HardwareChanged',
          data: {
            source: { ...source, reason: 'stocktaking' },
            since: at,
            changes: { 'hardware.model': { from: 'X1', to: 'X1 Carbon' } },
          },
        },
        {
          type: 'DetailsLearned',
          data: {
            source: { ...source, reason: 'stocktaking' },
            since: at,
            inventory: { hardware: { assetTag: 'A-17' } },
          },
        },
        {
          type: 'DetailsForgotten',
          data: {
            source: { ...source, reason: 'stocktaking' },
            since: at,
            fields: { domain: 'example.org' },
          },
        },
      );
  });

  test('what is so already is nothing; another spelling is a change', () => {
    given()
      .when(edit({ fields: { 'hardware.model': 'X1', 'hardware.assetTag': null } }))
      .thenNothing();
    expect(types(reported().do(edit({ fields: { 'hardware.model': 'x1' } })))).toEqual(['HardwareChanged']);
    given().when(edit({})).thenNothing();
  });

  test('every field that may be edited takes a value and gives it up', () => {
    const life = reported();
    for (const path of editableFields) {
      const value =
        path === 'hardware.memory' ? 4_096 : path === 'operatingSystem.family' ? 'windows' : 'Told by hand';
      expect(life.do(edit({ fields: { [path]: value } })).length).toBeGreaterThan(0);
      expect(types(life.do(edit({ fields: { [path]: null } })))).toContain('DetailsForgotten');
    }
  });

  test('an ignored device is not edited', () => {
    given({ type: 'IgnoreDevice', at })
      .when(edit({ fields: { domain: 'x' } }))
      .thenRefused('DEVICE_IGNORED');
  });
});

describe('DEV-011 what is collected later', () => {
  test('takes the place of an edited value once it is told anew, not by being repeated', () => {
    const life = reported(edit({ fields: { 'hardware.model': 'X1 Carbon' } }));
    // The agent goes on saying what it said before, for months.
    for (const number of [6, 7, 28]) expect(life.do(record(day(number), inventory()))).toStrictEqual([]);
    expect(life.do(record('2027-03-01T00:00:00.000Z', inventory()))).toStrictEqual([]);
    expect(life.state.inventory.hardware?.model).toBe('X1 Carbon');
    const anew = inventory({ hardware: { ...inventory().hardware, model: 'X2' } });
    expect(types(life.do(record('2027-03-02T00:00:00.000Z', anew)))).toEqual(['HardwareChanged']);
    expect(life.state.inventory.hardware?.model).toBe('X2');
  });

  test('a value that no agent told stays until one does', () => {
    const life = reported(edit({ fields: { 'hardware.assetTag': 'A-17' } }));
    expect(life.do(record(day(6), inventory()))).toStrictEqual([]);
    const tagged = inventory({ hardware: { ...inventory().hardware, assetTag: 'B-1' } });
    expect(types(life.do(record(day(7), tagged)))).toEqual(['HardwareChanged']);
  });

  test('does not change a device type that a person decided, until it is given back to the facts', () => {
    const life = reported(edit({ deviceType: 'printer' }));
    expect(life.state).toMatchObject({ deviceType: 'printer', fixedType: true });
    const notebook = inventory({ hardware: { ...inventory().hardware, chassis: 'Notebook' } });
    expect(types(life.do(record(day(6), notebook)))).not.toContain('DeviceTypeChanged');
    expect(life.do(edit({ deviceType: null }))).toStrictEqual([
      { type: 'DeviceTypeChanged', data: { source, since: at, from: 'printer', to: 'pc', fixed: false } },
    ]);
    expect(life.do(edit({ deviceType: null }))).toStrictEqual([]);
  });

  test('an entered value does not make a report on its way by medium look old', () => {
    const life = reported(edit({ fields: { domain: 'example.net' } }));
    const carried = record(day(6), inventory({ lastUser: 'root' }), {
      delivery: 'offline',
      collectedAt: day(4),
    });
    expect(types(life.do(carried))).toEqual(['LastUserChanged']);
  });
});

test('DEV-012 a device without a system it could be told by is of unknown type until the system is edited', () => {
  const life = new DeviceLife();
  life.do(record(day(1), { hostName: 'old' }));
  expect(life.state.deviceType).toBe('unknown');
  const events = life.do(
    edit({ fields: { 'operatingSystem.name': 'Windows 98', 'operatingSystem.family': 'windows' } }),
  );
  expect(types(events)).toEqual(['DetailsLearned', 'DeviceTypeChanged']);
  expect(life.state.deviceType).toBe('pc');
});

describe('a device registered by hand', () => {
  const entered = { deviceType: 'printer', department: 'Plant A', location: null } as const;
  const told = { hostName: 'printer-7', hardware: { manufacturer: 'Example' } };
  const byHand = record(day(1), told, {
    dialect: 'person',
    claims: { macs: [], hostName: 'printer-7' },
  });

  test('is agentless, of the type that was said, and placed', () => {
    const life = new DeviceLife();
    const events = life.do({ ...byHand, entered: { ...entered, reason: 'bought' } });
    expect(events).toMatchObject([
      {
        type: 'DeviceRegistered',
        data: {
          source: { dialect: 'person', reason: 'bought' },
          deviceType: 'printer',
          fixedType: true,
          managementType: 'agentless',
        },
      },
      { type: 'DevicePlaced', data: { department: 'Plant A', location: null } },
    ]);
  });

  test('is refused where the device is there', () => {
    given()
      .when({ ...byHand, entered })
      .thenRefused('DEVICE_EXISTS');
  });

  test('becomes one with an agent at the first report of one', () => {
    const life = new DeviceLife();
    life.do({ ...byHand, entered });
    const events = life.do(record(day(2), inventory(), { claims }));
    expect(events[0]).toMatchObject({
      type: 'ManagementTypeChanged',
      data: { from: 'agentless', to: 'agent' },
    });
    expect(life.state).toMatchObject({ managementType: 'agent', deviceType: 'printer' });
  });
});

describe('notes', () => {
  const add: DeviceCommand = { type: 'AddNote', at, note: 'n1', text: 'Key at the desk' };

  test('are added once, changed and removed', () => {
    given()
      .when(add)
      .then({ type: 'DeviceNoteAdded', data: { since: at, note: 'n1', text: 'Key at the desk' } });
    given(add).when(add).thenNothing();
    given(add)
      .when({ type: 'ChangeNote', at, note: 'n1', text: 'Key with Mori' })
      .then({
        type: 'DeviceNoteChanged',
        data: { since: at, note: 'n1', from: 'Key at the desk', to: 'Key with Mori' },
      });
    given(add).when({ type: 'ChangeNote', at, note: 'n1', text: 'Key at the desk' }).thenNothing();
    given(add)
      .when({ type: 'RemoveNote', at, note: 'n1' })
      .then({ type: 'DeviceNoteRemoved', data: { since: at, note: 'n1', text: 'Key at the desk' } });
  });

  test('are no report of the device', () => {
    const life = reported(add);
    expect(life.do(record(day(6), inventory()))).toStrictEqual([]);
    expect(life.state.newest).toBe(day(1));
  });
});
