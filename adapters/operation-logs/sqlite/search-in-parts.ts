import type { OperationPage, StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import { cursorAfter } from '../cursor.ts';
import { nearest } from '../order.ts';
import { reachOf } from '../reach.ts';
import type { DayFile } from './day-files.ts';
import type { ReaderCalls } from './messages.ts';
import type { Threads } from './threads.ts';

/** Days that a reader is given at once: handing them over costs as much as a look into one of them. */
const daysAtOnce = 3;

type Question = Omit<ReaderCalls['search']['request'], 'op'>;

/**
 * What has to be looked for in every day is looked for by all readers that have nothing else to do: each takes the next
 * days as soon as it is done with those before, until none is left that could still change the answer.
 */
export async function searchInParts(threads: Threads, asked: Question): Promise<OperationPage> {
  const parts = new Parts(asked);
  const work = async (reader: ReturnType<Threads['reader']>): Promise<void> => {
    for (let files = parts.next(); files; files = parts.next())
      parts.add(await reader.call({ op: 'search', ...asked, files }));
  };
  const most = Math.ceil(asked.files.length / daysAtOnce);
  const joined: Promise<void>[] = [];
  const ready = threads.idleReaders(most, late => {
    const working = work(late);
    // It is waited for below; until then nobody listens.
    working.catch(() => undefined);
    joined.push(working);
  });
  await Promise.all(ready.map(work));
  await Promise.all(joined);
  return parts.page();
}

/** The days that nobody has taken yet, and what was found in the others. */
class Parts {
  readonly #asked: Question;
  readonly #left: DayFile[];
  /** 1 oldest first, -1 newest first. */
  readonly #sign: 1 | -1;
  /** In the order that is asked for, one more than a page has. */
  #found: readonly StoredOperation[] = [];
  /** Somebody has found more than fits a page. */
  #isMore = false;

  constructor(asked: Question) {
    this.#asked = asked;
    this.#sign = asked.order === 'newest' ? -1 : 1;
    this.#left = asked.order === 'newest' ? [...asked.files] : asked.files.toReversed();
  }

  next(): readonly DayFile[] | undefined {
    if (this.#left.length === 0 || this.#isBeyond()) return undefined;
    return this.#left.splice(0, daysAtOnce);
  }

  add({ items, next }: OperationPage): void {
    const { limit } = this.#asked;
    this.#isMore ||= next !== null;
    this.#found = nearest([this.#found, items], this.#sign, limit + 1);
  }

  page(): OperationPage {
    const { filter, order, limit } = this.#asked;
    const items = this.#found.slice(0, limit);
    const last = items.at(-1);
    const isMore = this.#isMore || this.#found.length > limit;
    return { items, next: last && isMore ? cursorAfter({ ...filter, order, limit }, last) : null };
  }

  /** Whether a page is full of what comes before all days that are left. */
  #isBeyond(): boolean {
    const [next] = this.#left;
    const beyond = this.#found[this.#asked.limit];
    if (!next || !beyond) return false;
    const { from, until } = reachOf(next.day);
    return this.#sign < 0 ? until <= beyond.record.time : from > beyond.record.time;
  }
}
