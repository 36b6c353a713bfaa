import { compareDetails, deviceDetail } from '../../../projections/devices/index.ts';
import {
  claims,
  day,
  DeviceLife,
  inventory,
  packages,
  record,
  storedLives,
} from '../../support/device-reports.ts';

function log() {
  const life = new DeviceLife();
  life.do(record(day(1), inventory()));
  life.do(
    record(
      day(3),
      inventory({
        lastUser: 'root',
        software: packages(5),
        disks: [{ name: 'vda', size: 262_144, firmware: '2' }],
      }),
      { collectedAt: day(3, '07:00:00') },
    ),
  );
  life.do({ type: 'PlaceDevice', at: day(4), department: 'Plant A' });
  life.do(
    record(day(5), inventory({ software: packages(5, '2.0').slice(1), monitors: [] }), {
      claims: { ...claims, uuid: '4C4C4544-0042-3510-8052-B4C04F4D3132' },
    }),
  );
  return storedLives({ a: life.events });
}

test('the sheet is that of any revision or time', () => {
  const events = log();
  expect(deviceDetail(events, { time: '2026-10-31T00:00:00.000Z' })).toBeUndefined();
  expect(deviceDetail(events, { revision: 0 })).toMatchObject({
    id: 'a',
    revision: 0,
    managementStatus: 'managed',
    inventory: { lastUser: 'u10031' },
    department: null,
  });
  expect(deviceDetail(events, { time: day(2) })?.inventory.software).toHaveLength(3);
  expect(deviceDetail(events, { time: day(4) })).toMatchObject({
    department: 'Plant A',
    inventory: { lastUser: 'root' },
  });
  expect(deviceDetail(events)).toMatchObject({
    registeredAt: day(1),
    managedAt: day(1),
    lastChangedAt: day(5),
    inventory: { lastUser: 'u10031', monitors: [] },
    identity: { decision: 'new' },
  });
});

test('between what happened and what was learned, a moment is answered as known then or as known now', () => {
  const moment = day(3, '08:00:00');
  expect(deviceDetail(log(), { time: moment, asKnown: 'then' })?.inventory.lastUser).toBe('u10031');
  expect(deviceDetail(log(), { time: moment, asKnown: 'now' })?.inventory.lastUser).toBe('root');
});

test('every value knows its source, since when it is so, since when it is known, and what it was', () => {
  const sources = deviceDetail(log(), { time: day(4) })?.sources;
  const agent = 'OCS agent 2.10.0';
  expect(sources?.lastUser).toStrictEqual({
    source: agent,
    since: day(3, '07:00:00'),
    knownSince: day(3),
    before: 'u10031',
  });
  expect(sources?.hostName).toStrictEqual({ source: agent, since: day(1), knownSince: day(1), before: null });
  expect(sources?.disks).toMatchObject({ since: day(1) });
  expect(sources?.['disks/vda/firmware']).toMatchObject({ since: day(3, '07:00:00'), before: null });
  expect(sources?.department).toStrictEqual({
    source: 'agent:lab-ocs-big',
    since: day(4),
    knownSince: day(4),
    before: null,
  });
});

test('two moments are compared in groups with counts; what only passed between is no difference', () => {
  const events = log();
  const comparison = compareDetails(deviceDetail(events, { revision: 0 })!, deviceDetail(events)!);
  expect(comparison).toMatchObject({ added: 3, removed: 2, changed: 3 });
  expect(
    comparison.groups.map(({ section, added, removed, changed }) => [section, added, removed, changed]),
  ).toStrictEqual([
    ['facts', 1, 0, 0],
    ['disks', 0, 0, 1],
    ['monitors', 0, 1, 0],
    ['software', 2, 1, 2],
  ]);
  expect(comparison.groups.at(-1)?.items).toContainEqual({
    kind: 'changed',
    section: 'software',
    item: 'package-1',
    path: 'version',
    from: '1.0-1',
    to: '2.0-1',
  });
  const same = deviceDetail(events)!;
  expect(compareDetails(same, same)).toStrictEqual({ added: 0, removed: 0, changed: 0, groups: [] });
});
