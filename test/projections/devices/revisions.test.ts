import { commonDefinitions, type DeviceEvent } from '../../../domain/devices/index.ts';
import { revisionsOf } from '../../../projections/devices/index.ts';
import { day, DeviceLife, inventory, packages, record } from '../../support/device-reports.ts';

const life = () => {
  const device = new DeviceLife();
  device.do(record(day(1), inventory({ software: packages(2) })));
  return device;
};
const revisions = (events: readonly DeviceEvent[]) => events.flatMap(revisionsOf);

describe('DEV-029 a revision says what changed, with the values before and after', () => {
  test('of fields, things in lists and software', () => {
    const device = life();
    const [first, second] = packages(2);
    const disks = [{ name: 'vda', size: 10_240, firmware: '1' }];
    device.do(record(day(2), inventory({ software: packages(2), disks })));
    const events = device.do(
      record(
        day(3),
        inventory({
          hostName: 'renamed',
          software: [first!, { ...second!, version: '99' }],
          disks: [{ ...disks[0]!, firmware: '2' }],
        }),
      ),
    );
    expect(revisions(events)).toEqual(
      expect.arrayContaining([
        { item: 'hostName', before: inventory().hostName, after: 'renamed' },
        { item: 'disks/vda/firmware', before: '1', after: '2' },
        { item: 'software', before: `${second!.name} ${second!.version}`, after: `${second!.name} 99` },
      ]),
    );
  });

  test('of what people did', () => {
    const device = life();
    const placed = device.do({ type: 'PlaceDevice', at: day(2), department: 'Plant A', location: null });
    expect(revisions(placed)).toEqual([{ item: 'department', before: null, after: 'Plant A' }]);
    const definition = commonDefinitions['userName']!;
    const entered = device.do({
      type: 'EnterFields',
      at: day(2),
      entries: [{ field: 'userName', definition, value: 'Mori' }],
    });
    expect(revisions(entered)).toEqual([{ item: 'userName', before: null, after: 'Mori' }]);
    expect(revisions(device.do({ type: 'AddNote', at: day(2), note: 'n', text: 'lent' }))).toEqual([
      { item: 'note', before: null, after: 'lent' },
    ]);
    expect(revisions(device.do({ type: 'IgnoreDevice', at: day(3) }))).toEqual([
      { item: 'managementStatus', before: null, after: 'ignored' },
    ]);
  });
});
