import fc from 'fast-check';
import type { DocumentChange, EventChanges, Value } from '../../../projections/kernel/index.ts';
import { paths, texts } from '../../support/filters.ts';
import { keys, lines, msOf, spans, things } from './things.ts';

export type Step =
  | {
      readonly kind: 'apply';
      readonly events: readonly EventChanges[];
      readonly position: number;
      readonly at: string;
    }
  | {
      readonly kind: 'touch';
      readonly collection: string;
      readonly updates: readonly { readonly id: string; readonly columns: Readonly<Record<string, Value>> }[];
    }
  | {
      readonly kind: 'rebuild';
      readonly batches: readonly (readonly EventChanges[])[];
      readonly position: number;
      readonly at: string;
    };

export const ids = ['a', 'A', 'b', 'c', '\uff41', '\u{1f600}'] as const;

const id = fc.constantFrom(...ids);
const text = fc.constantFrom(null, ...texts);
const size = fc.constantFrom(null, -1, 0, 1, 2, 3, 2 ** 31, 2 ** 40);
const time = fc.integer({ min: 0, max: 12 }).map(step => msOf(step));

const thingColumns = fc.record(
  {
    name: text,
    address: text,
    note: text,
    size,
    ratio: fc.constantFrom(null, -0.5, 0, 0.5, 1e-7, 3),
    active: fc.constantFrom(null, true, false),
    bought: fc.constantFrom(null, 0, 1, 1_760_000_000_000),
    place: fc.constantFrom(null, ...paths),
  },
  { requiredKeys: [] },
);
const body = fc.constantFrom({}, { k: 1 }, { k: null, l: ['x'] });

const change: fc.Arbitrary<DocumentChange> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      collection: fc.constant(things.name),
      id,
      columns: thingColumns,
      body,
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('patch' as const),
      collection: fc.constant(things.name),
      id,
      columns: thingColumns,
      body,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('delete' as const),
      collection: fc.constantFrom(things.name, keys.name),
      id,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('increment' as const),
      collection: fc.constant(things.name),
      id,
      by: fc.record(
        { size: fc.integer({ min: -2, max: 2 }), ratio: fc.constantFrom(0.5, -0.5) },
        { requiredKeys: [] },
      ),
      otherwise: thingColumns,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('put' as const),
      collection: fc.constant(spans.name),
      id,
      columns: fc.record({ thing: id, name: text, since: time, until: fc.option(time) }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      collection: fc.constant(lines.name),
      id,
      columns: fc.record({ at: time, text }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      collection: fc.constant(keys.name),
      id,
      columns: fc.record({ owner: text }),
    }),
  },
);

interface Draft {
  readonly changes: readonly DocumentChange[];
  readonly positions: number;
  /** Steps of time since the event before; 0 is the same millisecond. */
  readonly later: number;
  /** Steps of time between happening and learning; null for what is learned at once. */
  readonly late: number | null;
  readonly endsBatch: boolean;
}

function draft(lateFacts: boolean): fc.Arbitrary<Draft> {
  return fc
    .record({
      changes: fc.array(change, { minLength: 0, maxLength: 4 }),
      positions: fc.integer({ min: 1, max: 3 }),
      later: fc.integer({ min: 0, max: 2 }),
      late: lateFacts ? fc.option(fc.integer({ min: 1, max: 6 }), { freq: 3 }) : fc.constant(null),
      endsBatch: fc.boolean(),
    })
    .map(one => ({
      ...one,
      changes:
        one.late === null ? withoutRebirth(one.changes) : withoutRecount(one.changes.filter(isCorrection)),
    }));
}

/** Deleting and making a document anew within one event is told apart by no question worth asking. */
function withoutRebirth(changes: readonly DocumentChange[]): DocumentChange[] {
  const deleted = new Set(changes.filter(({ kind }) => kind === 'delete').map(({ id: one }) => one));
  return changes.filter(({ kind, id: one }) => kind === 'delete' || !deleted.has(one));
}

/** A late event that both counts a column of a document and sets it says two things; the port leaves that open. */
function withoutRecount(changes: readonly DocumentChange[]): DocumentChange[] {
  const counted = new Set(
    changes.flatMap(one =>
      one.kind === 'increment' ? Object.keys(one.by).map(column => `${one.id} ${column}`) : [],
    ),
  );
  return changes.map(one =>
    one.kind === 'patch' && one.columns
      ? {
          ...one,
          columns: Object.fromEntries(
            Object.entries(one.columns).filter(([column]) => !counted.has(`${one.id} ${column}`)),
          ),
        }
      : one,
  );
}

/** Births and deaths learned of late have tests of their own; with reuse of ids their order is nobody's need. */
function isCorrection({ kind }: DocumentChange): boolean {
  return kind === 'patch' || kind === 'increment';
}

const touch: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('touch' as const),
  collection: fc.constant(things.name),
  updates: fc.array(
    fc.record({
      id,
      columns: fc.record(
        { seen: fc.constantFrom(null, 1, 2, 3), state: fc.constantFrom('x', 'y', null) },
        { requiredKeys: [] },
      ),
    }),
    { maxLength: 3 },
  ),
});

/** Batches of events with touches between them and, in some, a rebuild from all that came before it. */
export function scenario(lateFacts: boolean): fc.Arbitrary<Step[]> {
  return fc
    .record({
      drafts: fc.array(draft(lateFacts), { minLength: 1, maxLength: 25 }),
      touches: fc.array(fc.tuple(fc.nat(), touch), { maxLength: 3 }),
      rebuildAfter: fc.option(fc.nat(), { freq: 2 }),
    })
    .map(({ drafts, touches, rebuildAfter }) => {
      const steps: Step[] = batches(drafts);
      for (const [place, step] of touches) steps.splice(place % (steps.length + 1), 0, step);
      if (rebuildAfter === null) return steps;
      const place = rebuildAfter % (steps.length + 1);
      const before = steps.slice(0, place).filter(step => step.kind === 'apply');
      const last = before.at(-1);
      if (!last) return steps;
      const rebuild: Step = {
        kind: 'rebuild',
        batches: before.map(step => step.events),
        position: last.position,
        at: last.at,
      };
      return steps.toSpliced(place, 0, rebuild);
    });
}

function batches(drafts: readonly Draft[]): Step[] {
  const steps: Step[] = [];
  let [position, step] = [0, 0];
  let events: EventChanges[] = [];
  for (const [i, { changes, positions, later, late, endsBatch }] of drafts.entries()) {
    position += positions;
    step += later;
    const at = new Date(msOf(step)).toISOString();
    events.push({
      position,
      at,
      changes,
      ...(late !== null && { happenedAt: new Date(msOf(step - late)).toISOString() }),
    });
    if (!endsBatch && i < drafts.length - 1) continue;
    steps.push({ kind: 'apply', events, position, at });
    events = [];
  }
  return steps;
}
