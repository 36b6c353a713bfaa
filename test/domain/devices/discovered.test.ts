import { device } from '../../../domain/devices/index.ts';
import { day, DeviceLife, inventory, record } from '../../support/device-reports.ts';
import { spec } from '../../support/spec.ts';

/** A device for which no licence was left. */
const unlicensed = (number: number) => ({ ...record(day(number), inventory()), licensed: false });
const { software, ...kept } = inventory();

function discovered(): DeviceLife {
  const life = new DeviceLife();
  life.do(unlicensed(1));
  return life;
}

test('ACC-006 without a licence the first report makes the device discovered, without its software', () => {
  const life = discovered();
  const [event] = life.events;
  expect(life.events).toHaveLength(1);
  expect(event).toMatchObject({ type: 'DeviceDiscovered', data: { inventory: kept } });
  expect(event?.data).not.toHaveProperty('inventory.software');
  expect(life.state).toMatchObject({ status: 'discovered', software: null });
});

test('ACC-006 its next reports are refused as long as no licence is left', () => {
  spec(device)
    .given(...discovered().events)
    .when(unlicensed(2))
    .thenRefused('DEVICE_DISCOVERED');
});

test('the next report with a licence makes it managed and takes up its software', () => {
  const life = discovered();
  const events = life.do(record(day(2), inventory()));
  expect(events.map(({ type }) => type)).toStrictEqual(['DeviceManaged', 'DetailsLearned']);
  expect(events[1]?.data).toMatchObject({ inventory: { software } });
  expect(life.state).toMatchObject({ status: 'managed', software: { length: 3 } });
  expect(life.do(record(day(3), inventory()))).toStrictEqual([]);
});

test('a report that tells nothing else makes it managed all the same', () => {
  const life = new DeviceLife();
  const told = record(day(1), kept);
  life.do({ ...told, licensed: false });
  expect(life.do({ ...told, at: day(2) })).toStrictEqual([
    { type: 'DeviceManaged', data: { since: day(2) } },
  ]);
});

test.each([
  ['ManageDevice', 'managed'],
  ['IgnoreDevice', 'ignored'],
  ['RemoveDevice', 'removed'],
] as const)('an administrator may do with it what is done with any device: %s', (type, status) => {
  const life = discovered();
  expect(life.do({ type, at: day(2) })).toHaveLength(1);
  expect(life.state.status).toBe(status);
});

test('a device that is managed stays so: its licence is not asked for again', () => {
  const life = new DeviceLife();
  life.do(record(day(1), inventory()));
  expect(life.do({ ...record(day(2), inventory({ hostName: 'renamed' })), licensed: false })).toMatchObject([
    { type: 'HostRenamed' },
  ]);
});
