import type { OperationPage } from '../../../projections/operation-logs/operation-store.ts';
import { cursorAfter } from '../cursor.ts';
import { comparePlaces, placeOf } from '../order.ts';
import type { ReaderCalls } from './messages.ts';
import type { Threads } from './threads.ts';

/** Days that are worth a thread of their own. */
const daysOfPart = 4;

type Question = Omit<ReaderCalls['search']['request'], 'op'>;

/**
 * What has to be looked for in every day is looked for by all readers that are idle at once, each in days of its own.
 * Each answers the first of its days; the first of those are the first of all.
 */
export async function searchInParts(threads: Threads, asked: Question): Promise<OperationPage> {
  const { files, filter, order, limit } = asked;
  const readers = threads.idleReaders(Math.max(1, Math.floor(files.length / daysOfPart)));
  // In turn: the newest days, which are the largest and asked for most, are shared too.
  const parts = readers.map((reader, part) =>
    reader.call({ ...asked, op: 'search', files: files.filter((_, at) => at % readers.length === part) }),
  );
  const pages = await Promise.all(parts);
  const [only, ...others] = pages;
  if (only && others.length === 0) return only;
  const sign = order === 'newest' ? -1 : 1;
  const found = pages
    .flatMap(({ items }) => items)
    .map(operation => ({ operation, place: placeOf(operation) }))
    .sort((one, other) => comparePlaces(one.place, other.place) * sign)
    .map(({ operation }) => operation);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const isMore = found.length > limit || pages.some(({ next }) => next !== null);
  return { items, next: last && isMore ? cursorAfter({ ...filter, order, limit }, last) : null };
}
