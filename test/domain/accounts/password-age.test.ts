import { passwordDaysLeft } from '../../../domain/accounts/index.ts';

test.each([
  ['2026-01-31T09:00:00.000Z', 0, null],
  ['2026-01-02T09:00:00.000Z', 30, null],
  ['2026-01-24T08:59:59.999Z', 30, null],
  ['2026-01-24T09:00:00.000Z', 30, 7],
  ['2026-01-24T09:00:00.001Z', 30, 7],
  ['2026-01-30T09:00:00.000Z', 30, 1],
  ['2026-01-31T08:59:59.999Z', 30, 1],
  ['2026-01-31T09:00:00.000Z', 30, 0],
  ['2027-01-31T09:00:00.000Z', 30, 0],
])('ACC-010 at %s of a password of 1 January that is good for %i days are left: %s', (now, days, left) => {
  expect(passwordDaysLeft({ setAt: '2026-01-01T09:00:00.000Z', days, now })).toBe(left);
});

test('ACC-010 a password whose day nobody wrote down has expired where passwords expire at all', () => {
  const now = '2026-01-31T09:00:00.000Z';
  expect(passwordDaysLeft({ setAt: null, days: 30, now })).toBe(0);
  expect(passwordDaysLeft({ setAt: null, days: 0, now })).toBeNull();
});
