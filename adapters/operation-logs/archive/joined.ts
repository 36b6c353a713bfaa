import { cutByDay, type OperationDay } from '../../../domain/operation-logs/records/index.ts';
import type { Filter } from '../../../projections/kernel/index.ts';
import { checkLimit } from '../../../projections/kernel/index.ts';
import type {
  OperationFilter,
  OperationPage,
  OperationQuery,
  OperationStore,
  OperationUpload,
  RecordedOperations,
  StepsQuestion,
  StoredOperation,
} from '../../../projections/operation-logs/operation-store.ts';
import type {
  BatchOutcome,
  ReceivedOperations,
  UploadOutcome,
} from '../../../projections/operation-logs/received.ts';
import { parseRecordId, recordId } from '../../../projections/operation-logs/record-id.ts';
import { cursorAfter, placeInCursor, recordInCursor } from '../cursor.ts';
import { reachOf } from '../reach.ts';
import { receiveInto } from '../receive.ts';
import { traceLater } from '../trace/walk.ts';
import type { OperationArchive } from './archive.ts';
import { ArchiveFault } from './faults.ts';
import { DayGate, isOf } from './gate.ts';
import { joinedDays } from './joined-days.ts';
import { addedGroups, addedSlots, mergedPages, nearest } from './merge.ts';
import { ArchivePlaces, type ArchivedStoreOptions, type LiveOperations } from './places.ts';
import { ArchiveQuestions } from './questions.ts';
import { isBefore, isEmpty, restrictedTo, type ArchiveView } from './view.ts';

/** Values of a column that are added up over days at hand and archived ones. */
const mostGroups = 1_000;

/**
 * Operation logs of which older days lie in an archive: days at hand, days that were brought back, and the archive,
 * asked as one. Each record is in one of them: a day that is at hand is not asked of the archive, and what comes of a day
 * that has left stands beside it.
 */
export class ArchivedOperationStore implements OperationStore {
  readonly live: LiveOperations;
  readonly #places: ArchivePlaces;
  readonly #gate = new DayGate();

  constructor(options: ArchivedStoreOptions) {
    this.live = options.live;
    this.#places = new ArchivePlaces(options);
  }

  /** Who answers for which day now. */
  view(): Promise<ArchiveView> {
    return this.#places.view();
  }

  /** Something changed: the next question looks again. */
  changed(): void {
    this.#places.changed();
  }

  /** The archive that the facts name now; null: none is set. */
  archive(): Promise<OperationArchive | null> {
    return this.#places.archive();
  }

  restored(): Promise<OperationStore> {
    return this.#places.restored();
  }

  /** While a day is brought back it is answered as if it were not. */
  bringing<Result>(day: OperationDay, work: () => Promise<Result>): Promise<Result> {
    return this.#places.bringing(day, work);
  }

  /** A day leaves those at hand, where it is still as the archive has it. False: more came, and it stays. */
  leave(day: OperationDay, root: string): Promise<boolean> {
    return this.#gate.closed(day, async () => {
      const now = (await this.live.days()).find(one => one.day === day);
      if (now?.root !== root) return false;
      await this.live.dropDay(day);
      this.changed();
      return true;
    });
  }

  record(upload: OperationUpload): Promise<RecordedOperations> {
    return this.#gate.through(upload.batch, () => this.#record(upload));
  }

  /** What belongs to days that have left, or are about to, is recorded batch by batch. */
  async receive(upload: ReceivedOperations): Promise<UploadOutcome> {
    const { receiveBut } = this.live;
    if (!receiveBut) return receiveInto(this, upload);
    const { left } = await this.view();
    const oldest = upload.rules.kept?.from ?? Infinity;
    const elsewhere = [...left].filter(day => reachOf(day).until > oldest);
    const read = await this.#gate.past(() => receiveBut([...elsewhere, ...this.#gate.shut], upload));
    if ('fault' in read) return read;
    const { device, receivedAt } = upload;
    const batches: BatchOutcome[] = [];
    for (const one of read.batches) {
      if (one.state !== 'apart') batches.push(one);
      else {
        const { repeated } = await this.record({ device, batch: one.batch, receivedAt });
        batches.push({ ...one.told, state: repeated ? 'repeated' : 'recorded' });
      }
    }
    return { batches };
  }

  async #record(upload: OperationUpload): Promise<RecordedOperations> {
    const { left } = await this.view();
    const { batch, device } = upload;
    if (left.size === 0 || !isOf(left, batch)) return this.live.record(upload);
    let repeated = true;
    for (const { day, batch: part } of cutByDay(batch)) {
      const name = recordId({ day, device, seq: batch.seq, row: 0 });
      if (left.has(day) && (await this.#isArchived(name))) continue;
      repeated = (await this.live.record({ ...upload, batch: part })).repeated && repeated;
    }
    return { repeated };
  }

  async search(query: OperationQuery): Promise<OperationPage> {
    checkLimit(query.limit);
    const view = await this.view();
    const page = await this.live.search(query);
    if (isEmpty(view) || isBefore(page, query, view)) return page;
    const { order, limit, cursor: _, ...filter } = query;
    const after = placeInCursor(query);
    const brought = await this.#ofRestored(view, filter, undefined, (store, restricted) => {
      const mark = recordInCursor(query);
      const asked = { ...restricted, order, limit };
      return store.search({ ...asked, ...(mark && { cursor: cursorAfter(asked, mark) }) });
    });
    const archived = await this.#ofArchive(view, [], (questions, selection) =>
      questions.first(selection, filter, { order, after, most: limit + 1 }),
    );
    const sign = order === 'newest' ? -1 : 1;
    const found = nearest([page.items, brought?.items ?? [], archived], sign, limit + 1);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const more = found.length > limit || page.next !== null || (brought?.next ?? null) !== null;
    return { items, next: last && more ? cursorAfter(query, last) : null };
  }

  async count(filter: OperationFilter): Promise<number> {
    const view = await this.view();
    const counts = await Promise.all([
      this.live.count(filter),
      this.#ofRestored(view, filter, 0, (store, restricted) => store.count(restricted)),
      this.#ofArchive(view, 0, (questions, selection) => questions.count(selection, filter)),
    ]);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async histogram(...[filter, slot]: Parameters<OperationStore['histogram']>) {
    const view = await this.view();
    const answers = await Promise.all([
      this.live.histogram(filter, slot),
      this.#ofRestored(view, filter, [], (store, restricted) => store.histogram(restricted, slot)),
      this.#ofArchive(view, [], (questions, selection) => questions.histogram(selection, filter, slot)),
    ]);
    return addedSlots(answers, slot);
  }

  async groupBy(...[filter, column, limit]: Parameters<OperationStore['groupBy']>) {
    checkLimit(limit);
    const view = await this.view();
    if (isEmpty(view)) return this.live.groupBy(filter, column, limit);
    const answers = await Promise.all([
      this.live.groupBy(filter, column, mostGroups),
      this.#ofRestored(view, filter, [], (store, restricted) =>
        store.groupBy(restricted, column, mostGroups),
      ),
      this.#ofArchive(view, [], (questions, selection) => questions.groups(selection, filter, column)),
    ]);
    return addedGroups(answers, limit);
  }

  async get(id: string): Promise<StoredOperation | undefined> {
    const held = await this.live.get(id);
    const name = parseRecordId(id);
    if (held || !name) return held;
    const view = await this.view();
    const brought = view.restored.has(name.day) ? await (await this.restored()).get(id) : undefined;
    if (brought || !view.selection.has(name.day)) return brought;
    const filter: Filter = { op: 'eq', column: 'id', value: id };
    const day = new Map([[name.day, view.selection.get(name.day)!]]);
    const page = { order: 'oldest', after: undefined, most: 1 } as const;
    const [found] = await new ArchiveQuestions(view.archive!).first(
      day,
      { filter, devices: new Set([name.device]) },
      page,
    );
    return found;
  }

  async trace(id: string, options: Parameters<OperationStore['trace']>[1]) {
    const { most, devices } = options;
    checkLimit(most);
    if (isEmpty(await this.view())) return this.live.trace(id, options);
    const start = await this.get(id);
    if (!start || !(devices?.has(start.device) ?? true)) return undefined;
    return traceLater(question => this.steps({ ...question, ...(devices && { devices }) }), start, most);
  }

  async steps(question: StepsQuestion): Promise<readonly StoredOperation[]> {
    const view = await this.view();
    const answers = await Promise.all([
      this.live.steps(question),
      view.restored.size === 0 ? [] : this.#restoredSteps(view, question),
      this.#ofArchive(view, [], (questions, selection) => questions.steps(selection, question)),
    ]);
    return nearest(answers, question.direction === 'forward' ? 1 : -1, question.most);
  }

  async *read(filter: OperationFilter, signal?: AbortSignal): AsyncIterable<readonly StoredOperation[]> {
    const view = await this.view();
    const readers: AsyncIterable<readonly StoredOperation[]>[] = [this.live.read(filter, signal)];
    if (view.restored.size > 0)
      readers.push((await this.restored()).read(restrictedTo(view, filter), signal));
    if (view.archive && view.selection.size > 0)
      readers.push(new ArchiveQuestions(view.archive).read(view.selection, filter));
    if (readers.length === 1) yield* readers[0]!;
    else
      for await (const page of mergedPages(readers)) {
        signal?.throwIfAborted();
        yield page;
      }
  }

  async days() {
    const view = await this.view();
    const brought = view.restored.size === 0 ? [] : await (await this.restored()).days();
    return joinedDays(await this.live.days(), brought, view);
  }

  async status() {
    const days = await this.days();
    const brought = await (await this.#places.restoredIfOpen())?.status();
    const bytes = (await this.live.status()).bytes + (brought?.bytes ?? 0);
    return {
      bytes,
      records: days.reduce((sum, { records }) => sum + records, 0),
      oldest: days.at(-1)?.day ?? null,
      newest: days[0]?.day ?? null,
    };
  }

  sealDay(day: OperationDay) {
    return this.live.sealDay(day);
  }

  /** From the archive too. */
  async dropDay(day: OperationDay): Promise<void> {
    const { archive, days } = await this.view();
    if (days.has(day)) await archive?.drop(day);
    await (await this.#places.restoredIfOpen())?.dropDay(day);
    await this.live.dropDay(day);
    this.changed();
  }

  checkDay(day: OperationDay) {
    return this.live.checkDay(day);
  }

  onDamage(listener: (day: OperationDay) => void): () => void {
    return this.live.onDamage?.(listener) ?? (() => undefined);
  }

  onChange(listener: () => void): () => void {
    return this.live.onChange(listener);
  }

  close(): Promise<void> {
    return this.#places.close();
  }

  async #isArchived(id: string): Promise<boolean> {
    try {
      return (await this.get(id)) !== undefined;
    } catch (error) {
      if (!(error instanceof ArchiveFault)) throw error;
      // It is taken; what was there already is left out when it is added to the archive.
      return false;
    }
  }

  async #restoredSteps(view: ArchiveView, question: StepsQuestion): Promise<readonly StoredOperation[]> {
    const found = await (await this.restored()).steps(question);
    return found.filter(({ id }) => view.restored.has(parseRecordId(id)!.day));
  }

  async #ofRestored<Result>(
    view: ArchiveView,
    filter: OperationFilter,
    none: Result,
    work: (store: OperationStore, restricted: OperationFilter) => Promise<Result>,
  ): Promise<Result> {
    return view.restored.size === 0 ? none : work(await this.restored(), restrictedTo(view, filter));
  }

  async #ofArchive<Result>(
    { archive, selection }: ArchiveView,
    none: Result,
    work: (questions: ArchiveQuestions, selection: ArchiveView['selection']) => Promise<Result>,
  ): Promise<Result> {
    return archive && selection.size > 0 ? work(new ArchiveQuestions(archive), selection) : none;
  }
}
