import type {
  StepsQuestion,
  StoredOperation,
  Trace,
  TraceStep,
} from '../../../projections/operation-logs/operation-store.ts';
import { comparePlaces, placeOf, type OperationPlace } from '../order.ts';
import { moveOf, wayOf, type FileMove } from './places.ts';

/** Asks for records that move a file and have a key (of a place, or of the content). */
export type TraceQuestion = Omit<StepsQuestion, 'devices'>;

/** Where the steps of a file are looked for. */
export interface TraceSource {
  touching(
    key: string,
    from: OperationPlace,
    direction: 'forward' | 'backward',
    most: number,
  ): readonly StoredOperation[];
}

/** Goes on with what was found each time it asks. */
type Asking<Result> = Generator<TraceQuestion, Result, readonly StoredOperation[]>;

/** Records looked at around one place; a place as busy as that is not followed to its end. */
const mostLookedAt = 1_000;

interface Step {
  readonly operation: StoredOperation;
  readonly move: FileMove;
  readonly after: Map<string, TraceStep['by']>;
}

interface Connected {
  readonly operation: StoredOperation;
  readonly by: TraceStep['by'];
}

/**
 * A file's way around a record: what it came from, and all that became of it.
 *
 * - At a place, what comes later follows from the last arrival there, until the file is moved away, deleted or
 *   replaced by another arrival.
 * - A file that arrived nowhere before, but whose content was seen at another device earlier, follows from each of
 *   those steps.
 */
export function traceFrom(source: TraceSource, start: StoredOperation, most: number): Trace | undefined {
  const steps = traceBy(start, most);
  let asked = steps.next();
  while (!asked.done) {
    const { key, from, direction, most: limit } = asked.value;
    asked = steps.next(source.touching(key, from, direction, limit));
  }
  return asked.value;
}

/** The same, where each question is answered later. */
export async function traceLater(
  answer: (question: TraceQuestion) => Promise<readonly StoredOperation[]>,
  start: StoredOperation,
  most: number,
): Promise<Trace | undefined> {
  const steps = traceBy(start, most);
  let asked = steps.next();
  while (!asked.done) asked = steps.next(await answer(asked.value));
  return asked.value;
}

function* traceBy(start: StoredOperation, most: number): Asking<Trace | undefined> {
  const move = moveOf(start);
  return move && (yield* new Walk(most).around({ operation: start, move, after: new Map() }));
}

class Walk {
  readonly #most: number;
  readonly #steps = new Map<string, Step>();
  #cut = false;

  constructor(most: number) {
    this.#most = most;
  }

  *around(start: Step): Asking<Trace> {
    this.#steps.set(start.operation.id, start);
    // In turn, so that neither direction takes all the room.
    const waiting: { readonly step: Step; readonly direction: 'forward' | 'backward' }[] = [
      { step: start, direction: 'backward' },
      { step: start, direction: 'forward' },
    ];
    for (const { step, direction } of waiting) {
      const near = yield* direction === 'forward' ? this.#followers(step) : this.#origins(step);
      for (const { operation, by } of near) {
        const known = this.#steps.get(operation.id);
        const other = known ?? this.#added(operation);
        if (!other) break;
        const [before, after] = direction === 'forward' ? [step, other] : [other, step];
        if (!after.after.has(before.operation.id)) after.after.set(before.operation.id, by);
        if (!known) waiting.push({ step: other, direction });
      }
    }
    return this.#told(start);
  }

  #added(operation: StoredOperation): Step | undefined {
    if (this.#steps.size >= this.#most) {
      this.#cut = true;
      return undefined;
    }
    const step = { operation, move: moveOf(operation) as FileMove, after: new Map() };
    this.#steps.set(operation.id, step);
    return step;
  }

  /** What a step follows from. */
  *#origins({ operation, move }: Step): Asking<Connected[]> {
    const place = placeOf(operation);
    const arrivals = yield* this.#arrivals(move, place);
    if (arrivals.length > 0 || move.content === undefined) return arrivals;
    return (yield* this.#touching(move.content, place, 'backward'))
      .filter(({ device }) => device !== operation.device)
      .map(earlier => ({ operation: earlier, by: 'content' }));
  }

  *#followers({ operation, move }: Step): Asking<Connected[]> {
    const place = placeOf(operation);
    const found: Connected[] = [];
    for (const { key, by } of move.to)
      for (const later of yield* this.#touching(key, place, 'forward')) {
        const { from, to, ends } = moveOf(later) as FileMove;
        const leaves = has(from, key);
        if (leaves) found.push({ operation: later, by });
        if ((leaves && ends) || has(to, key)) break;
      }
    if (move.content !== undefined)
      for (const later of yield* this.#touching(move.content, place, 'forward'))
        if (later.device !== operation.device && (yield* this.#cameFromNowhere(later)))
          found.push({ operation: later, by: 'content' });
    return found;
  }

  *#cameFromNowhere(operation: StoredOperation): Asking<boolean> {
    return (yield* this.#arrivals(moveOf(operation) as FileMove, placeOf(operation))).length === 0;
  }

  /** The last arrivals at the places a step takes its files from, where they were still there. */
  *#arrivals({ from }: FileMove, place: OperationPlace): Asking<Connected[]> {
    const found: Connected[] = [];
    for (const { key, by } of from)
      for (const earlier of yield* this.#touching(key, place, 'backward')) {
        const move = moveOf(earlier) as FileMove;
        if (has(move.to, key)) found.push({ operation: earlier, by });
        else if (!move.ends) continue;
        break;
      }
    return found;
  }

  *#touching(
    key: string,
    from: OperationPlace,
    direction: TraceQuestion['direction'],
  ): Asking<readonly StoredOperation[]> {
    const found = yield { key, from, direction, most: mostLookedAt };
    if (found.length === mostLookedAt) this.#cut = true;
    return found;
  }

  #told(start: Step): Trace {
    const ordered = [...this.#steps.values()].sort((one, other) =>
      comparePlaces(placeOf(one.operation), placeOf(other.operation)),
    );
    const index = new Map(ordered.map(({ operation }, at) => [operation.id, at]));
    const steps = ordered.map(({ operation, after }): TraceStep => {
      const [by = 'start'] = after.values();
      return {
        operation,
        ...wayOf(operation.record),
        after: [...after.keys()].map(id => index.get(id) as number).sort((one, other) => one - other),
        by,
      };
    });
    return { steps, start: ordered.indexOf(start), cut: this.#cut };
  }
}

function has(keys: FileMove['from'], key: string): boolean {
  return keys.some(one => one.key === key);
}
