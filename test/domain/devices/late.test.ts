import { day, DeviceLife, inventory, packages, record } from '../../support/device-reports.ts';

/** Reports that arrive after newer ones, by file or from clocks that are off. */
const older = inventory({ software: packages(2), hostName: 'old-name' });

function known(): DeviceLife {
  const life = new DeviceLife();
  life.do(record(day(10), inventory()));
  return life;
}

test('offline results older than what is known are noted with both times and change nothing', () => {
  const life = known();
  const before = life.state;
  const late = record(day(12), older, { delivery: 'offline', collectedAt: day(8) });
  expect(life.do(late)).toStrictEqual([
    {
      type: 'LateInventoryRecorded',
      happenedAt: day(8),
      data: {
        source: { dialect: 'ocs', agent: 'OCS agent 2.10.0' },
        since: day(12),
        collectedAt: day(8),
        newest: day(10),
        differences: { hostName: 1, software: 1 },
      },
    },
  ]);
  expect(life.state).toStrictEqual({ ...before, late: [day(8)] });
  expect(life.do(late)).toStrictEqual([]);
});

test('an older report that tells nothing else is nothing', () => {
  expect(
    known().do(record(day(12), inventory(), { delivery: 'offline', collectedAt: day(8) })),
  ).toStrictEqual([]);
});

test('offline results delivered in the order of the changes are dated by their collection', () => {
  const life = known();
  const first = life.do(record(day(20), older, { delivery: 'offline', collectedAt: day(11) }));
  expect(first.map(({ type, happenedAt }) => [type, happenedAt])).toStrictEqual([
    ['HostRenamed', day(11)],
    ['SoftwareRemoved', day(11)],
  ]);
  const next = life.do(
    record(day(20, '09:00:01'), inventory(), { delivery: 'offline', collectedAt: day(12) }),
  );
  expect(next.map(({ happenedAt }) => happenedAt)).toStrictEqual([day(12), day(12)]);
  expect(life.state.newest).toBe(day(12));
});

test.each([
  ['a year behind', '2025-11-11T09:00:00.000Z', undefined],
  ['a year ahead', '2027-11-11T09:00:00.000Z', undefined],
  ['half a minute behind', day(11, '08:59:30'), undefined],
  ['an hour behind, as a report that waited', day(11, '08:00:00'), day(11, '08:00:00')],
  ['not a time', 'yesterday', undefined],
])(
  'an agent online whose clock is %s is applied, dated only where that is plausible',
  (_what, collectedAt, happenedAt) => {
    const life = known();
    const [event] = life.do(record(day(11), inventory({ hostName: 'new-name' }), { collectedAt }));
    expect(event?.type).toBe('HostRenamed');
    expect(event?.happenedAt).toBe(happenedAt);
    // The next report is not taken for a late one.
    expect(life.do(record(day(12), inventory())).map(({ type }) => type)).toStrictEqual(['HostRenamed']);
  },
);

test('an offline report dated in the future counts as of its arrival', () => {
  const life = known();
  const [event] = life.do(
    record(day(11), inventory({ hostName: 'new-name' }), { delivery: 'offline', collectedAt: day(30) }),
  );
  expect(event?.happenedAt).toBeUndefined();
  expect(life.state.newest).toBe(day(11));
});
