import type {
  EventFilter,
  Position,
  ReadAllOptions,
  StoredEvent,
  SubscriptionMessage,
} from '../../domain/kernel/index.ts';
import type { Growth } from './growth.ts';

/** Up to `limit` events of the log, and how far it was looked through to find them. */
export interface Page {
  readonly events: readonly StoredEvent[];
  /** Every event up to here (backward: down to here) is in this page, in one before, or filtered out. */
  readonly position: Position;
  /** There was nothing further when the page was read. */
  readonly end: boolean;
}

export interface PageRequest extends EventFilter {
  readonly after: Position;
  readonly backward: boolean;
  readonly until?: Position;
  readonly limit: number;
}

export type ReadPage = (request: PageRequest) => Promise<Page>;

const defaultBatchSize = 1_000;

/** All pages one after the other; the next is fetched while the caller works on the present one. */
export async function* readPages(
  read: ReadPage,
  after: Position,
  options: ReadAllOptions,
): AsyncGenerator<readonly StoredEvent[]> {
  const { direction, batchSize: limit = defaultBatchSize, signal, ...rest } = options;
  if (!Number.isInteger(limit) || limit < 1)
    throw new RangeError(`batchSize must be a positive integer, not ${limit}`);
  const fetch = (from: Position): Promise<Page> => {
    const page = read({ ...rest, after: from, backward: direction === 'backward', limit });
    // A reader that leaves early never looks at the page fetched ahead; its failure must not end the process.
    page.catch(() => undefined);
    return page;
  };
  let next: Promise<Page> | undefined = fetch(after);
  while (next) {
    signal?.throwIfAborted();
    const page: Page = await next;
    signal?.throwIfAborted();
    next = page.end ? undefined : fetch(page.position);
    // Parsing a page takes as long as reading it: the request for the next has to leave before.
    await Promise.resolve();
    if (page.events.length > 0) yield page.events;
  }
}

/** Pages until the end of the log, then whatever it grows by; never a gap, never a repeat. */
export async function* followPages(
  read: ReadPage,
  growth: Growth,
  after: Position,
  filter: EventFilter,
  signal: AbortSignal,
): AsyncGenerator<SubscriptionMessage> {
  let position = after;
  let told = -1;
  while (!signal.aborted) {
    const page = await read({ ...filter, after: position, backward: false, limit: defaultBatchSize });
    if (signal.aborted) return;
    const last = page.events.at(-1);
    position = Math.max(position, page.position);
    if (last) {
      yield { kind: 'events', events: page.events };
      if (told >= 0) told = last.position;
    }
    if (page.end && told < position) {
      told = position;
      yield { kind: 'caught-up', position };
    }
    if (page.end) await growth.beyond(position, signal);
  }
}
