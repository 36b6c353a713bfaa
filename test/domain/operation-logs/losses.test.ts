import type { Decider, DomainEvent } from '../../../domain/kernel/index.ts';
import {
  lostName,
  mostNamed,
  operationLosses,
  operationSpace,
  type LostBatch,
} from '../../../domain/operation-logs/index.ts';

/** Decides one command after the other; answers the events of each. */
function deciding<State, Command, Event extends DomainEvent>({
  initial,
  decide,
  evolve,
}: Decider<State, Command, Event>) {
  let state = initial;
  return (command: Command): readonly Event[] => {
    const decision = decide(command, state);
    if (decision.kind === 'refused') throw new Error('nothing is refused here');
    for (const event of decision.events) state = evolve(state, event);
    return decision.events;
  };
}

const day = '2026-09-01';
const at = (hour: number) => `2026-09-02T${String(hour).padStart(2, '0')}:00:00.000Z`;
const lost = (seq: number): LostBatch => ({
  deviceId: 'one',
  seq,
  records: 10,
  from: '2026-09-01T08:00:00.000Z',
  until: '2026-09-01T09:00:00.000Z',
});
const told = (batches: readonly LostBatch[], moments: readonly string[] = []) =>
  ({ type: 'NoteLost', day, lost: batches, moments, now: at(1), askedUntil: at(9) }) as const;
const returned = (batches: readonly LostBatch[], now: string) =>
  ({ type: 'NoteReturned', day, returned: new Set(batches.map(lostName)), now }) as const;

describe('LOG-044: what a day has lost', () => {
  const start = () => deciding(operationLosses);

  test('is told once, and more of it when there is more', () => {
    const note = start();
    expect(note(told([lost(1), lost(2)]))).toMatchObject([
      {
        type: 'OperationLogDayDamaged',
        data: { severity: 'critical', lost: [lost(1), lost(2)], unnamed: [] },
      },
    ]);
    expect(note(told([lost(2), lost(1)]))).toEqual([]);
    expect(note(told([lost(1), lost(3)]))).toMatchObject([{ data: { lost: [lost(3)] } }]);
  });

  test('is settled when all has come back', () => {
    const note = start();
    note(told([lost(1), lost(2)]));
    expect(note(returned([lost(1)], at(2)))).toEqual([]);
    expect(note(returned([lost(1), lost(2)], at(3)))).toMatchObject([
      {
        type: 'OperationLogDayRecovered',
        data: { severity: 'warning', batches: 2, records: 20, missing: [], unnamed: false },
      },
    ]);
    expect(note(returned([], at(10)))).toEqual([]);
  });

  test('stays lost after the time it is waited for, and is not told of again', () => {
    const note = start();
    note(told([lost(1), lost(2)]));
    expect(note(returned([lost(2)], at(9)))).toMatchObject([
      { data: { severity: 'critical', batches: 1, missing: [lost(1)] } },
    ]);
    expect(note(told([lost(1)]))).toEqual([]);
  });

  test('without a name is waited for to the end, each moment of it once', () => {
    const note = start();
    expect(note(told([], [at(0)]))).toMatchObject([{ data: { lost: [], unnamed: [at(0)] } }]);
    expect(note(returned([], at(8)))).toEqual([]);
    expect(note(returned([], at(9)))).toMatchObject([{ data: { unnamed: true, severity: 'critical' } }]);
    expect(note(told([], [at(0)]))).toEqual([]);
    expect(note(told([], [at(0), at(5)]))).toMatchObject([{ data: { unnamed: [at(5)] } }]);
  });

  test('is named up to a bound, beyond which everybody is asked', () => {
    const many = Array.from({ length: mostNamed + 1 }, (_, seq) => lost(seq));
    const [event] = start()(told(many));
    expect(event).toMatchObject({ data: { unnamed: [at(1)] } });
    expect((event!.data as { lost: unknown[] }).lost).toHaveLength(mostNamed);
  });
});

describe('LOG-043, LOG-044: room for operation logs', () => {
  const start = () => {
    const decide = deciding(operationSpace);
    return (freeBytes: number, isFull = false) =>
      decide({
        type: 'NoteSpace',
        folder: '/data/operations',
        freeBytes,
        thresholds: { warning: 1_000, critical: 100 },
        isFull,
      }).map(({ type, data }) => ('number' in data ? data.number : type));
  };

  test('is told of at each threshold once, stops intake below the second, and is told of when it is back', () => {
    const note = start();
    expect(note(2_000)).toEqual([]);
    expect(note(999)).toEqual([1057, 1090]);
    expect(note(500)).toEqual([]);
    expect(note(99)).toEqual([1058, 1091]);
    expect(note(50)).toEqual([]);
    expect(note(105)).toEqual([]);
    expect(note(111)).toEqual(['OperationIntakeResumed']);
    expect(note(1_050)).toEqual([]);
    expect(note(1_101)).toEqual(['OperationSpaceRegained']);
  });

  test('that is gone at once stops intake at once; all is well again in one step too', () => {
    const note = start();
    expect(note(10)).toEqual([1058, 1091]);
    expect(note(5_000)).toEqual(['OperationSpaceRegained', 'OperationIntakeResumed']);
  });

  test('that files cannot grow is told of whatever the file system says', () => {
    const note = start();
    expect(note(5_000, true)).toEqual([1036, 1091]);
    expect(note(5_000, true)).toEqual([]);
    expect(note(5_000)).toEqual(['OperationIntakeResumed']);
    expect(note(5_000, true)).toEqual([1036, 1091]);
  });
});
