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
import { cursorAfter, placeInCursor } from '../cursor.ts';
import { nearest } from '../order.ts';
import { reachOf } from '../reach.ts';
import { receiveInto } from '../receive.ts';
import { traceLater } from '../trace/walk.ts';
import type { OperationArchive } from './archive.ts';
import { ArchiveFault } from './faults.ts';
import type { ArchiveFolder } from './folder.ts';
import { DayGate, isOf } from './gate.ts';
import { joinedDays } from './joined-days.ts';
import { addedGroups, addedSlots, mergedPages } from './merge.ts';
import { LeavingForArchive } from './leaving.ts';
import { ArchivePlaces, type ArchivedStoreOptions, type LiveOperations } from './places.ts';
import { ArchiveQuestions } from './questions.ts';
import type { RestoredDays, RestoredQuestions } from './restored-days.ts';
import { assertAnswered, before, behind, isBefore, isEmpty, type ArchiveView } from './view.ts';

/** Values of a column that are added up over days at hand and archived ones. */
const mostGroups = 1_000;

/**
 * Operation logs of which older days lie in an archive: days at hand, days that were brought back, and the archive,
 * asked as one. Each record is in one of them: a day that is at hand is not asked of the archive, and what comes of a day
 * that has left stands beside it.
 */
export class ArchivedOperationStore implements OperationStore {
  readonly live: LiveOperations;
  /** How days leave for the archive. */
  readonly leaving: LeavingForArchive;
  readonly #places: ArchivePlaces;
  readonly #gate = new DayGate();

  constructor(options: ArchivedStoreOptions) {
    this.live = options.live;
    this.#places = new ArchivePlaces(options);
    this.leaving = new LeavingForArchive(options.live, this.#places, this.#gate);
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

  /** Several servers have it. */
  get isShared(): boolean {
    return this.#places.isShared;
  }

  /** A folder that may become the archive. */
  folderAt(folder: string): Promise<ArchiveFolder> {
    return this.#places.folderAt(folder);
  }

  restored(): Promise<RestoredDays> {
    return this.#places.restored();
  }

  /** While a day is brought back it is answered as if it were not. */
  bringing<Result>(day: OperationDay, work: () => Promise<Result>): Promise<Result> {
    return this.#places.bringing(day, work);
  }

  record(upload: OperationUpload): Promise<RecordedOperations> {
    return this.#gate.through(upload.batch, () => this.#record(upload));
  }

  /** What belongs to days that have left, or are about to, is recorded batch by batch. */
  async receive(upload: ReceivedOperations): Promise<UploadOutcome> {
    const { receiveBut } = this.live;
    if (!receiveBut) return receiveInto(this, upload);
    const { left } = await this.#places.recentView();
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
    // What has left within the last seconds is still known where it was.
    const { left } = await this.#places.recentView();
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
    const page = await view.live.search(query);
    if (isEmpty(view) || isBefore(page, query, view)) return page;
    const { order, limit, cursor: _, ...filter } = query;
    const after = placeInCursor(query);
    assertAnswered(view, order === 'newest' ? before(filter, after) : behind(filter, after));
    const brought = await this.#ofRestored(view, undefined, store => store.search(query));
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
    const view = await this.#viewFor(filter);
    const counts = await Promise.all([
      view.live.count(filter),
      this.#ofRestored(view, 0, store => store.count(filter)),
      this.#ofArchive(view, 0, (questions, selection) => questions.count(selection, filter)),
    ]);
    return counts.reduce((sum, count) => sum + count, 0);
  }

  async histogram(...[filter, slot]: Parameters<OperationStore['histogram']>) {
    const view = await this.#viewFor(filter);
    const answers = await Promise.all([
      view.live.histogram(filter, slot),
      this.#ofRestored(view, [], store => store.histogram(filter, slot)),
      this.#ofArchive(view, [], (questions, selection) => questions.histogram(selection, filter, slot)),
    ]);
    return addedSlots(answers, slot);
  }

  async groupBy(...[filter, column, limit]: Parameters<OperationStore['groupBy']>) {
    checkLimit(limit);
    const view = await this.#viewFor(filter);
    if (isEmpty(view)) return view.live.groupBy(filter, column, limit);
    const answers = await Promise.all([
      view.live.groupBy(filter, column, mostGroups),
      this.#ofRestored(view, [], store => store.groupBy(filter, column, mostGroups)),
      this.#ofArchive(view, [], (questions, selection) => questions.groups(selection, filter, column)),
    ]);
    return addedGroups(answers, limit);
  }

  async get(id: string): Promise<StoredOperation | undefined> {
    const name = parseRecordId(id);
    if (!name) return undefined;
    const view = await this.view();
    const held = await view.live.get(id);
    if (held) return held;
    const brought = await view.brought?.get(id);
    if (brought) return brought;
    assertAnswered(view, { day: name.day });
    const filter: Filter = { op: 'eq', column: 'id', value: id };
    const day = new Map([[name.day, view.selection.get(name.day) ?? []]]);
    if (!view.selection.has(name.day)) return undefined;
    const page = { order: 'oldest', after: undefined, most: 1 } as const;
    const asked = { filter, devices: new Set([name.device]) };
    const [found] = await new ArchiveQuestions(view.archive!, view.days).first(day, asked, page);
    return found;
  }

  async trace(id: string, options: Parameters<OperationStore['trace']>[1]) {
    const { most, devices } = options;
    checkLimit(most);
    const view = await this.view();
    if (isEmpty(view)) return view.live.trace(id, options);
    const start = await this.get(id);
    if (!start || !(devices?.has(start.device) ?? true)) return undefined;
    return traceLater(question => this.steps({ ...question, ...(devices && { devices }) }), start, most);
  }

  async steps(question: StepsQuestion): Promise<readonly StoredOperation[]> {
    const { direction, from } = question;
    const view = await this.#viewFor(direction === 'forward' ? behind({}, from) : before({}, from));
    const answers = await Promise.all([
      view.live.steps(question),
      this.#ofRestored(view, [], store => store.steps(question)),
      this.#ofArchive(view, [], (questions, selection) => questions.steps(selection, question)),
    ]);
    return nearest(answers, direction === 'forward' ? 1 : -1, question.most);
  }

  async *read(filter: OperationFilter, signal?: AbortSignal): AsyncIterable<readonly StoredOperation[]> {
    const view = await this.#viewFor(filter);
    const readers: AsyncIterable<readonly StoredOperation[]>[] = [view.live.read(filter, signal)];
    if (view.brought) readers.push(view.brought.read(filter, signal));
    if (view.archive && view.selection.size > 0)
      readers.push(new ArchiveQuestions(view.archive, view.days).read(view.selection, filter));
    if (readers.length === 1) yield* readers[0]!;
    else
      for await (const page of mergedPages(readers)) {
        signal?.throwIfAborted();
        yield page;
      }
  }

  async days() {
    const view = await this.view();
    return joinedDays(await view.live.days(), (await view.brought?.days()) ?? [], view);
  }

  async status() {
    const days = await this.days();
    const brought = await (await this.#places.restoredIfOpen())?.bytes();
    const bytes = (await this.live.status()).bytes + (brought ?? 0);
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
    await (await this.#places.restoredIfOpen())?.drop(day);
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

  /** Throws ArchiveFault where nobody can answer for some of it. */
  async #viewFor(filter: OperationFilter): Promise<ArchiveView> {
    const view = await this.view();
    assertAnswered(view, filter);
    return view;
  }

  async #ofRestored<Result>(
    { brought }: ArchiveView,
    none: Result,
    work: (store: RestoredQuestions) => Promise<Result>,
  ): Promise<Result> {
    return brought ? work(brought) : none;
  }

  async #ofArchive<Result>(
    { archive, selection, days }: ArchiveView,
    none: Result,
    work: (questions: ArchiveQuestions, selection: ArchiveView['selection']) => Promise<Result>,
  ): Promise<Result> {
    return archive && selection.size > 0 ? work(new ArchiveQuestions(archive, days), selection) : none;
  }
}
