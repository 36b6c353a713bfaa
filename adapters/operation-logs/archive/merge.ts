import { compareText } from '../../../projections/kernel/index.ts';
import type {
  OperationCount,
  OperationSlot,
  StoredOperation,
} from '../../../projections/operation-logs/operation-store.ts';
import { comparePlaces, placeOf } from '../order.ts';

/** Counts of several answers together, in the order of the port. */
export function addedSlots(
  answers: readonly (readonly OperationCount[])[],
  slot: OperationSlot,
): OperationCount[] {
  const counts = added(answers.map(answer => answer.map(one => [one.slot, one.count] as const)));
  return [...counts]
    .map(([name, count]) => ({ slot: name, count }))
    .sort((one, other) =>
      slot === 'quarter' ? Number(one.slot) - Number(other.slot) : compareText(one.slot, other.slot),
    );
}

type Groups = readonly { readonly value: string; readonly count: number }[];

export function addedGroups(
  answers: readonly Groups[],
  limit: number,
): { readonly value: string; readonly count: number }[] {
  const counts = added(answers.map(answer => answer.map(one => [one.value, one.count] as const)));
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((one, other) => other.count - one.count || compareText(one.value, other.value))
    .slice(0, limit);
}

function added(answers: readonly (readonly (readonly [string, number])[])[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [value, count] of answers.flat()) counts.set(value, (counts.get(value) ?? 0) + count);
  return counts;
}

/** Pages of several readers, each oldest first, as pages of all together, oldest first. */
export async function* mergedPages(
  readers: readonly AsyncIterable<readonly StoredOperation[]>[],
  pageSize = 1_000,
): AsyncGenerator<readonly StoredOperation[]> {
  const heads: Head[] = [];
  const open = readers.map(reader => reader[Symbol.asyncIterator]());
  try {
    for (const reader of open) {
      const head = await Head.of(reader);
      if (head) heads.push(head);
    }
    let page: StoredOperation[] = [];
    while (heads.length > 0) {
      const first = heads.reduce((one, other) => (comparePlaces(one.place, other.place) <= 0 ? one : other));
      page.push(first.operation);
      if (!(await first.next())) heads.splice(heads.indexOf(first), 1);
      if (page.length >= pageSize) {
        yield page;
        page = [];
      }
    }
    if (page.length > 0) yield page;
  } finally {
    for (const reader of open) await reader.return?.();
  }
}

/** Where a reader stands. */
class Head {
  readonly #reader: AsyncIterator<readonly StoredOperation[]>;
  #page: readonly StoredOperation[] = [];
  #at = 0;
  place = { time: 0, device: '', seq: 0, row: 0 };

  private constructor(reader: AsyncIterator<readonly StoredOperation[]>) {
    this.#reader = reader;
  }

  static async of(reader: AsyncIterator<readonly StoredOperation[]>): Promise<Head | undefined> {
    const head = new Head(reader);
    head.#at = -1;
    return (await head.next()) ? head : undefined;
  }

  get operation(): StoredOperation {
    return this.#page[this.#at]!;
  }

  async next(): Promise<boolean> {
    this.#at++;
    while (this.#at >= this.#page.length) {
      const page = await this.#reader.next();
      if (page.done) return false;
      this.#page = page.value;
      this.#at = 0;
    }
    this.place = placeOf(this.operation);
    return true;
  }
}
