import { defaultAgentSettings } from '../../domain/agents/index.ts';
import { Schedule } from '../../src/agent/schedule.ts';
import { backOffMs } from '../../src/agent/spread.ts';

const minute = 60_000;
const settings = { ...defaultAgentSettings, securityMinutes: 30, otherMinutes: 60, pollingMinutes: 10 };
const ids = Array.from({ length: 200 }, (_, number) => `agent-${number}`);

/** Minutes at which each duty came in so many hours, by a clock that jumps from one to the next. */
function day(schedule: Schedule, hours: number): Record<string, number[]> {
  const came: Record<string, number[]> = { poll: [], security: [], other: [] };
  let now = 0;
  while (now < hours * 60 * minute) {
    for (const duty of schedule.due(now)) {
      came[duty]!.push(now / minute);
      schedule.done(duty, now);
    }
    now += schedule.untilNext(now);
  }
  return came;
}

test('AGT-033 security items are looked at by their interval, everything else by its own', () => {
  const came = day(new Schedule('agent-1', settings, 0), 12);
  expect(came['security']!.length).toBeGreaterThanOrEqual(23);
  expect(came['security']!.length).toBeLessThanOrEqual(25);
  expect(came['other']!.length).toBeGreaterThanOrEqual(11);
  expect(came['other']!.length).toBeLessThanOrEqual(13);
  expect(came['poll']!.length).toBeGreaterThanOrEqual(70);
  const gaps = came['security']!.slice(2).map((at, index) => at - came['security']![index + 1]!);
  for (const gap of gaps) expect(gap).toBeCloseTo(30, 6);
});

test('agents that start together come within half a minute, spread over it', () => {
  const first = ids.map(id => new Schedule(id, settings, 0).untilNext(0));
  expect(Math.max(...first)).toBeLessThanOrEqual(30_000);
  for (const quarter of [0, 1, 2, 3])
    expect(first.filter(ms => Math.floor(ms / 7_500) === quarter).length).toBeGreaterThan(25);
});

test('an agent that is not to notify looks at nothing by itself, and still asks for its settings', () => {
  const came = day(new Schedule('agent-1', { ...settings, notify: false }, 0), 4);
  expect(came['security']).toEqual([]);
  expect(came['other']).toEqual([]);
  expect(came['poll']!.length).toBeGreaterThan(20);
});

test('other settings count at once', () => {
  const schedule = new Schedule('agent-1', settings, 0);
  for (const duty of ['poll', 'security', 'other'] as const) schedule.done(duty, 0);
  schedule.settings = { ...settings, pollingMinutes: 1 };
  expect(schedule.untilNext(0)).toBeLessThanOrEqual(1.1 * minute);
});

test('waits double up to half an hour, each agent waits another part, and what the server asks is kept', () => {
  for (const id of ids.slice(0, 20)) {
    const waits = Array.from({ length: 15 }, (_, index) => backOffMs(id, index + 1));
    for (const [index, wait] of waits.entries()) {
      const whole = Math.min(5_000 * 2 ** index, 30 * minute);
      expect(wait).toBeGreaterThanOrEqual(whole / 2);
      expect(wait).toBeLessThanOrEqual(whole);
    }
    expect(backOffMs(id, 1, 90)).toBeGreaterThanOrEqual(90_000);
    expect(backOffMs(id, 1, 90)).toBeLessThanOrEqual(99_000);
  }
  expect(new Set(ids.map(id => backOffMs(id, 3))).size).toBeGreaterThan(190);
});
