import {
  countByDay,
  dayOf,
  daysIn,
  quarterMs,
  quartersIn,
  spanOf,
} from '../../../src/console/operations/days.ts';

const at = (text: string) => new Date(text).getTime();

test('LOG-010: a day and a month are spans of the reader’s own clock; what does not exist is neither', () => {
  expect(spanOf('2026-11-22')).toEqual({ from: at('2026-11-22T00:00'), until: at('2026-11-23T00:00') });
  expect(spanOf('2026-12')).toEqual({ from: at('2026-12-01T00:00'), until: at('2027-01-01T00:00') });
  for (const text of ['2026-02-30', '2026-13', '2026-00-01', '2026', '20261122', ''])
    expect(spanOf(text)).toBeUndefined();
  expect(daysIn('2028-02')).toHaveLength(29);
  expect(daysIn('2026-02').at(-1)).toBe('2026-02-28');
});

test('LOG-011: quarters of an hour add up to days, and a day has all of its quarters', () => {
  const slots = [
    { at: at('2026-11-21T23:45'), count: 3 },
    { at: at('2026-11-22T00:00'), count: 5 },
    { at: at('2026-11-22T13:30'), count: 7 },
  ];
  expect(Object.fromEntries(countByDay(slots))).toEqual({ '2026-11-21': 3, '2026-11-22': 12 });
  const span = spanOf('2026-11-22')!;
  const quarters = quartersIn(span, slots);
  expect(quarters).toHaveLength((span.until - span.from) / quarterMs);
  expect(quarters.filter(({ count }) => count > 0)).toEqual(slots.slice(1));
  expect(dayOf(quarters.at(-1)!.at)).toBe('2026-11-22');
});
