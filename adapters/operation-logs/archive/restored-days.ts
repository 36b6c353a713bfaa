import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { Filter } from '../../../projections/kernel/index.ts';
import type {
  OperationFilter,
  OperationStore,
  OperationUpload,
} from '../../../projections/operation-logs/operation-store.ts';
import { parseRecordId } from '../../../projections/operation-logs/record-id.ts';
import type { OperationQuestions } from '../asked.ts';
import { cursorAfter, recordInCursor } from '../cursor.ts';

/** A day that was brought back from the archive. */
export interface RestoredDay {
  /** Ids of the computers; null: all. */
  readonly devices: readonly string[] | null;
  /** How many times the archive had been added to then: what was added since is not with it. */
  readonly parts: number;
}

/** What is brought back of a day, in place of what was there of it. */
export interface Bringing extends RestoredDay {
  readonly day: OperationDay;
  readonly uploads: AsyncIterable<OperationUpload>;
  readonly signal: AbortSignal;
  /** Throws where this is not what was wanted; then nothing of it stays. `came`: records of the uploads. */
  readonly verify: (told: {
    readonly came: number;
    readonly records: number;
    readonly root: string | null;
  }) => void;
}

/** What restored days are asked. */
export type RestoredQuestions = Omit<OperationQuestions, 'trace'>;

/** Days that are there, as long as they are asked for within minutes. */
export interface RestoredHeld {
  has(day: OperationDay, what: RestoredDay): boolean;
  /** Questions about some of them. */
  only(days: ReadonlySet<OperationDay>): RestoredQuestions;
}

/** Another server brings the same day back. */
export class DayTaken extends Error {
  constructor(day: OperationDay) {
    super(`${day} is being restored by another server`);
    this.name = 'DayTaken';
  }
}

/** Days that were brought back. */
export interface RestoredDays {
  held(): Promise<RestoredHeld>;
  /** Answers how many records there are now. Throws DayTaken. */
  bring(what: Bringing): Promise<number>;
  drop(day: OperationDay): Promise<void>;
  /** Removes what nobody asks for any more. */
  sweep(): Promise<void>;
  bytes(): Promise<number>;
  close(): Promise<void>;
}

/** Uploads that wait for the disk at once. */
const atOnce = 50;

/** Days that were brought back into a store of their own, which one server has for itself. */
export function restoredInto(store: OperationStore): RestoredDays {
  const busy = new Set<OperationDay>();

  async function record({ uploads, signal }: Bringing): Promise<number> {
    return eachUpload(uploads, signal, upload => store.record(upload));
  }

  return {
    async held() {
      const there = new Set((await store.days()).map(({ day }) => day));
      return {
        has: day => there.has(day) && !busy.has(day),
        only: days => questionsOf(store, days, [...new Set([...there, ...busy])]),
      };
    },
    async bring(what) {
      const { day, verify } = what;
      busy.add(day);
      try {
        await store.dropDay(day);
        const came = await record(what);
        // Sealed: merged, and its root known.
        const there = (await store.days()).some(one => one.day === day);
        const { records = 0, root = null } = there ? await store.sealDay(day) : {};
        verify({ came, records, root });
        return records;
      } catch (error) {
        await store.dropDay(day);
        throw error;
      } finally {
        busy.delete(day);
      }
    },
    drop: day => store.dropDay(day),
    sweep: () => Promise.resolve(),
    bytes: async () => (await store.status()).bytes,
    close: () => store.close(),
  };
}

/** Answers how many records they have. */
export async function eachUpload(
  uploads: AsyncIterable<OperationUpload>,
  signal: AbortSignal,
  store: (upload: OperationUpload) => Promise<unknown>,
): Promise<number> {
  let records = 0;
  let waiting: Promise<unknown>[] = [];
  for await (const upload of uploads) {
    signal.throwIfAborted();
    records += upload.batch.n;
    waiting.push(store(upload));
    if (waiting.length < atOnce) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  return records;
}

/** Questions about some days of a store; `all`: which it has, or may have soon. */
function questionsOf(
  store: OperationStore,
  days: ReadonlySet<OperationDay>,
  all: readonly OperationDay[],
): RestoredQuestions {
  const shown = withoutDays(all.filter(day => !days.has(day)));
  const restricted = <Asked extends OperationFilter>(asked: Asked): Asked => {
    if (!shown) return asked;
    return { ...asked, filter: { op: 'and', filters: [shown, ...(asked.filter ? [asked.filter] : [])] } };
  };
  return {
    async search(query) {
      const { cursor: _, ...asked } = query;
      const mark = recordInCursor(query);
      const whole = restricted(asked);
      return store.search({ ...whole, ...(mark && { cursor: cursorAfter(whole, mark) }) });
    },
    count: filter => store.count(restricted(filter)),
    histogram: (filter, slot) => store.histogram(restricted(filter), slot),
    groupBy: (filter, column, limit) => store.groupBy(restricted(filter), column, limit),
    get: async id => (days.has(parseRecordId(id)?.day ?? '') ? store.get(id) : undefined),
    steps: async question =>
      (await store.steps(question)).filter(({ id }) => days.has(parseRecordId(id)!.day)),
    read: (filter, signal) => store.read(restricted(filter), signal),
    days: async () => (await store.days()).filter(({ day }) => days.has(day)),
  };
}

function withoutDays(days: readonly OperationDay[]): Filter | undefined {
  if (days.length === 0) return undefined;
  const filters = days.map((day): Filter => ({ op: 'prefix', column: 'id', value: `${day}.` }));
  return { op: 'not', filter: { op: 'or', filters } };
}
