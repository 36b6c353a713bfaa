import { commonDefinitions } from '../../../domain/devices/index.ts';
import type { DeviceEvent } from '../../../domain/devices/index.ts';
import { deviceList, deviceTimeline } from '../../../projections/devices/index.ts';
import { day, DeviceLife, inventory, record, storedLives } from '../../support/device-reports.ts';
import { fourWays } from '../../support/four-way.ts';

const ms = (number: number) => Date.parse(day(number));

/** First seen without a licence; managed from the second report on. */
function discovered(managed: boolean): readonly DeviceEvent[] {
  const life = new DeviceLife();
  life.do({ ...record(day(1), inventory()), licensed: false });
  if (managed) life.do(record(day(2), inventory()));
  return life.events;
}

fourWays('a device for which no licence was left, and one that got its licence later, in the list', {
  projection: deviceList,
  events: storedLives({ a: discovered(false), b: discovered(true) }),
  then: contents => {
    const [a, b] = contents['devices.list'] ?? [];
    expect(a?.columns).toMatchObject({
      managementStatus: 'discovered',
      managedAt: null,
      softwareCount: null,
    });
    expect(b?.columns).toMatchObject({ managementStatus: 'managed', managedAt: ms(2), softwareCount: 3 });
  },
});

fourWays('ACC-006 a device for which no licence was left, in its timeline', {
  projection: deviceTimeline,
  events: storedLives({ a: discovered(false) }),
  then: contents => {
    expect(contents['devices.timeline']?.map(({ body }) => body?.['text'])).toEqual([
      'Discovered by the first inventory of OCS agent 2.10.0, but not managed: no product licence is left',
    ]);
  },
});

/** What people enter: edited, noted, grouped, registered by hand. */
function entered() {
  const a = new DeviceLife();
  a.do(record(day(1), inventory()));
  a.do({
    type: 'EditDevice',
    at: day(2),
    deviceType: 'storage',
    fields: { 'hardware.model': 'X1 Carbon', 'hardware.assetTag': 'A-17', domain: null, hostName: null },
    reason: 'stocktaking',
  });
  const repair = { group: 'g1', name: 'Under repair' };
  a.do({ type: 'GroupDevice', at: day(3), add: [repair, { group: 'g2', name: 'Spare' }], remove: [] });
  a.do({ type: 'GroupDevice', at: day(4), add: [], remove: [repair] });
  const definition = (en: string) => ({ ...commonDefinitions['userName']!, names: { en } });
  a.do({
    type: 'EnterFields',
    at: day(4),
    entries: [
      { field: 'text1', definition: definition('Owner'), value: 'Mori' },
      { field: 'date1', definition: definition('Warranty until'), value: '2028-03-31' },
      { field: 'number1', definition: definition('Price'), value: 1280.5 },
    ],
  });
  a.do({
    type: 'EnterFields',
    at: day(4),
    entries: [{ field: 'text1', definition: definition('Owner'), value: null }],
  });
  a.do({ type: 'AddNote', at: day(5), note: 'n1', text: 'Key at the desk\nof Mori' });
  a.do({ type: 'RemoveNote', at: day(5), note: 'n1' });
  const b = new DeviceLife();
  const byHand = record(
    day(1),
    { hostName: 'printer-7' },
    { dialect: 'person', claims: { macs: [], hostName: 'printer-7' } },
  );
  b.do({ ...byHand, entered: { deviceType: 'printer', department: 'Plant A', location: null } });
  const c = new DeviceLife();
  c.resume(b.events);
  c.do(record(day(6), inventory()));
  return storedLives({ a: a.events, b: b.events, c: c.events });
}

fourWays('DEV-010 DEV-011 WIN-013 what people enter, in the list', {
  projection: deviceList,
  events: entered(),
  then: contents => {
    const [a, b, c] = contents['devices.list'] ?? [];
    expect(a?.columns).toMatchObject({
      name: 'lab-ocs-big',
      text1: null,
      date1: Date.parse('2028-03-31'),
      number1: 1_280.5,
      hostName: null,
      domain: null,
      model: 'X1 Carbon',
      assetTag: 'A-17',
      deviceType: 'storage',
      groups: 'g2',
      lastChangedAt: ms(4),
    });
    expect(b?.columns).toMatchObject({
      name: 'printer-7',
      deviceType: 'printer',
      managementType: 'agentless',
      department: 'Plant A',
      dialect: 'person',
      groups: null,
    });
    expect(c?.columns).toMatchObject({ managementType: 'agent', dialect: 'ocs', deviceType: 'printer' });
  },
});

fourWays('DEV-010 what people enter, in the timeline', {
  projection: deviceTimeline,
  events: entered(),
  then: contents => {
    const told = (contents['devices.timeline'] ?? [])
      .filter(({ columns }) => columns['device'] === 'a')
      .map(({ columns, body }) => [columns['kind'], body['text']]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['hardware', 'Model changed from X1 to X1 Carbon. Reason: stocktaking'],
        ['other', 'Not known any more: host name, domain. Reason: stocktaking'],
        ['registration', 'Added to the groups: Under repair, Spare'],
        ['registration', 'Taken out of the groups: Under repair'],
        ['note', 'Noted: Key at the desk of Mori'],
        ['note', 'Note removed: Key at the desk of Mori'],
      ]),
    );
  },
});
