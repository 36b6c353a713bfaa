import type {
  OperationCount,
  OperationFilter,
  OperationGroup,
  OperationPlace,
  OperationSlot,
  StepsQuestion,
  StoredOperation,
} from '../../../projections/operation-logs/operation-store.ts';
import { planOf } from '../search/plan.ts';
import { reachOf } from '../reach.ts';
import { comparePlaces, placeOf } from '../order.ts';
import { filterOfKey, touches } from '../trace/places.ts';
import type { DaySelection, OperationArchive } from './archive.ts';
import { operationOf } from './columns.ts';
import type { Found } from './look.ts';
import type { DayFiles } from './process/messages.ts';

/** Pages of steps that are looked at: what has part of a path in it need not be about that file. */
const stepsAtOnce = 200;

/** What the archive is asked of days: the questions of the operation store. */
export class ArchiveQuestions {
  readonly #archive: OperationArchive;
  readonly #found: Found;

  /** `found`: days of the archive as they were when somebody looked. */
  constructor(archive: OperationArchive, found: Found) {
    this.#archive = archive;
    this.#found = found;
  }

  /** Day by day in their order, more of them at once the fewer records they have. */
  async first(
    selection: DaySelection,
    filter: OperationFilter,
    page: {
      readonly order: 'newest' | 'oldest';
      readonly after: OperationPlace | undefined;
      readonly most: number;
    },
  ): Promise<StoredOperation[]> {
    const { order, after, most } = page;
    const sign = order === 'newest' ? -1 : 1;
    const newestFirst = (await this.#filesFor(selection, filter)).filter(
      ({ day }) => !after || reaches(day, after.time, order),
    );
    const files = order === 'newest' ? newestFirst : newestFirst.toReversed();
    const found: StoredOperation[] = [];
    for (let from = 0, many = 1; from < files.length; from += many, many *= 4) {
      // Days overlap where computers live in different zones: all that may come before has to be there.
      const last = found[most - 1];
      if (last && !reaches(files[from]!.day, last.record.time, order === 'newest' ? 'oldest' : 'newest'))
        break;
      const asked = files.slice(from, from + many);
      const rows = await this.#archive.ask(asked, filter, [], (question, process) =>
        process.call('page', { question, order, most, ...(after && { after }) }),
      );
      if (rows.length === 0) continue;
      found.push(...rows.map(operationOf));
      found.sort((one, other) => comparePlaces(placeOf(one), placeOf(other)) * sign);
      found.length = Math.min(found.length, most);
    }
    return found;
  }

  async count(selection: DaySelection, filter: OperationFilter): Promise<number> {
    const files = await this.#filesFor(selection, filter);
    return this.#archive.ask(files, filter, 0, (question, process) => process.call('count', { question }));
  }

  async histogram(
    selection: DaySelection,
    filter: OperationFilter,
    slot: OperationSlot,
  ): Promise<readonly OperationCount[]> {
    const files = await this.#filesFor(selection, filter);
    const slots = await this.#archive.ask(files, filter, [], (question, process) =>
      process.call('histogram', { question, slot }),
    );
    return slots.map(([name, count]) => ({ slot: name, count }));
  }

  async groups(selection: DaySelection, filter: OperationFilter, column: OperationGroup) {
    const files = await this.#filesFor(selection, filter);
    const groups = await this.#archive.ask(files, filter, [], (question, process) =>
      process.call('groups', { question, column }),
    );
    return groups.map(([value, count]) => ({ value, count }));
  }

  async steps(
    selection: DaySelection,
    { key, from, direction, most, devices }: StepsQuestion,
  ): Promise<StoredOperation[]> {
    const filter = { filter: filterOfKey(key), ...(devices && { devices }) };
    const order = direction === 'forward' ? 'oldest' : 'newest';
    const found: StoredOperation[] = [];
    for (let after = from; found.length < most;) {
      const near = await this.first(selection, filter, { order, after, most: stepsAtOnce });
      found.push(...near.filter(one => touches(one, key)));
      if (near.length < stepsAtOnce) break;
      after = placeOf(near.at(-1)!);
    }
    return found.slice(0, most);
  }

  async *read(selection: DaySelection, filter: OperationFilter): AsyncGenerator<readonly StoredOperation[]> {
    yield* this.#archive.read(await this.#filesFor(selection, filter), filter, 'oldest');
  }

  /** Files of days that may have records of the span. */
  async #filesFor(selection: DaySelection, filter: OperationFilter): Promise<DayFiles[]> {
    const { from, until } = planOf(filter);
    const files = await this.#archive.filesOf(selection, this.#found);
    return files.filter(({ day }) => {
      const reach = reachOf(day);
      return reach.until > from && reach.from < until && day === (filter.day ?? day);
    });
  }
}

/** Whether a day may have records at that moment, or beyond it in this order. */
function reaches(day: string, time: number, order: 'newest' | 'oldest'): boolean {
  const { from, until } = reachOf(day);
  return order === 'newest' ? from <= time : until > time;
}
