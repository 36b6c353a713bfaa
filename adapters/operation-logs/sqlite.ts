import type { BatchFault, OperationDay } from '../../domain/operation-logs/records/index.ts';
import { checkFilter, checkLimit } from '../../projections/kernel/index.ts';
import { operationsCollection } from '../../projections/operation-logs/collection.ts';
import {
  OperationsRefused,
  type OperationFilter,
  type OperationStore,
  type RecordedOperations,
} from '../../projections/operation-logs/operation-store.ts';
import type {
  BatchOutcome,
  ReceivedOperations,
  UploadOutcome,
} from '../../projections/operation-logs/received.ts';
import { Turns } from '../shared/turns.ts';
import { placeInCursor } from './cursor.ts';
import type { EncodedPart } from './encode-batch.ts';
import { planOf } from './search/plan.ts';
import { isForTexts, isSelective } from './search/selective.ts';
import { DeviceTexts } from './sqlite/device-sets.ts';
import { isCutShort } from './sqlite/cut-short.ts';
import { Damage } from './sqlite/damage.ts';
import { DayKeeping, isCorrupt } from './sqlite/day-keeping.ts';
import { hasLostCommits, listDays, pathOf, sizeOf, tidy, type DayFile } from './sqlite/day-files.ts';
import { Indexing } from './sqlite/indexing.ts';
import type { GrownDay, ReadBatch, SetApart } from './sqlite/messages.ts';
import { Notices } from './notices.ts';
import { memoryOf, owned } from './owned.ts';
import { reachOf } from './reach.ts';
import { pageRecords, readPages, readSlices } from './read-all.ts';
import { searchInParts } from './sqlite/search-in-parts.ts';
import { Threads } from './sqlite/threads.ts';
import { TurnEnd } from './sqlite/turn-end.ts';
import { UnderWay } from './under-way.ts';
import { parseRecordId } from '../../projections/operation-logs/record-id.ts';

export interface SqliteOperationStore extends OperationStore {
  /** `receive`, but batches with records of some days are checked only and handed back. */
  receiveBut(
    apart: readonly OperationDay[],
    upload: ReceivedOperations,
  ): Promise<{ readonly batches: readonly (BatchOutcome | SetApart)[] } | { readonly fault: BatchFault }>;
  /** Has all that came indexed now, where it would be once nothing comes any more. Nothing needs it but time. */
  index(): Promise<void>;
}

export interface SqliteOperationOptions {
  readonly intakeThreads?: number;
  readonly readerThreads?: number;
  /** Bytes of uploads that may wait at once; default 64 MiB. */
  readonly mostBytesWaiting?: number;
  /** Records that are read at once for whoever reads all of them; default 20,000. */
  readonly recordsAtOnce?: number;
}

/** What a record is reckoned to take while it waits, where its bytes are not known. */
const bytesOfRecord = 200;

/**
 * Operation logs in a folder, a SQLite file for each day (docs/operation-log-format.md). Everything slow happens in
 * threads, which end when nobody needs them. One process at a time may have the folder open.
 */
export async function openSqliteOperationStore(
  folder: string,
  {
    intakeThreads = 2,
    readerThreads = 2,
    mostBytesWaiting = 64 * 1024 * 1024,
    recordsAtOnce = 20_000,
  }: SqliteOperationOptions = {},
): Promise<SqliteOperationStore> {
  tidy(folder);
  const files = listDays(folder);
  const damage = new Damage();
  const threads = new Threads(folder, intakeThreads, readerThreads, () => void noteDamage());
  const turns = new Turns();
  const turnEnd = new TurnEnd();
  const notices = new Notices();
  const indexing = new Indexing(threads, turns, day => files.get(day));
  const deviceTexts = new DeviceTexts();
  const keeping = new DayKeeping({ folder, files, threads, turns, indexing, damage });
  const underWay = new UnderWay(mostBytesWaiting);
  const within = <Answer>(work: () => Promise<Answer>): Promise<Answer> => underWay.within(work);
  let closing: Promise<void> | null = null;

  // What a process that was killed had not indexed yet.
  for (const day of files.keys()) indexing.later(day);
  for (const file of files.values())
    if (hasLostCommits(pathOf(folder, file)) || isCutShort(pathOf(folder, file))) damage.note(file.day);

  /** Days whose records may lie in the span, newest first. */
  function filesFor({
    from = -Infinity,
    until = Infinity,
    day: only,
  }: Pick<OperationFilter, 'from' | 'until' | 'day'>): DayFile[] {
    return allFiles().filter(({ day }) => {
      const reach = reachOf(day);
      return reach.until > from && reach.from < until && day === (only ?? day);
    });
  }

  /** What a reader is told of a question. */
  function asked({ devices, ...filter }: OperationFilter) {
    return { files: filesFor(filter), filter, devices: deviceTexts.of(devices) };
  }

  function allFiles(): DayFile[] {
    return [...files.values()].sort((one, other) => (one.day < other.day ? 1 : -1));
  }

  async function noteDamage(): Promise<void> {
    const days = await threads.newlyDamaged().catch(() => []);
    for (const day of days) damage.note(day);
  }

  async function store(parts: readonly EncodedPart[]): Promise<RecordedOperations> {
    if (parts.some(({ day }) => keeping.isHeld(day)))
      throw new OperationsRefused('damaged', 'the file of that day is being mended');
    await turnEnd.reached();
    const into = parts.map(({ day }) => day);
    const { repeated, days } = await threads.writer
      .call({ op: 'record', parts }, memoryOf(parts))
      .catch((error: unknown) => {
        // Of several days the one that is damaged is not said; checking a sound one costs time only.
        if (isCorrupt(error)) for (const day of into) damage.note(day);
        throw error;
      });
    for (const grown of days) noteGrown(grown);
    if (!repeated) notices.changed();
    return { repeated };
  }

  function noteGrown({ file, unindexed }: GrownDay): void {
    files.set(file.day, file);
    indexing.grown(file.day, unindexed);
  }

  const receiveBut: SqliteOperationStore['receiveBut'] = (apart, upload) =>
    underWay.taking(upload.body.length, async () => {
      const body = owned(upload.body);
      await turnEnd.reached();
      const read = await threads
        .intake()
        .call({ op: 'upload', ...upload, body, apart }, [body.buffer as ArrayBuffer]);
      return 'fault' in read ? read : { batches: await Promise.all(read.batches.map(storeRead)) };
    });

  async function storeRead(read: ReadBatch): Promise<BatchOutcome | SetApart> {
    if (!('parts' in read)) return read;
    const { repeated } = await store(read.parts);
    return { ...read.told, state: repeated ? 'repeated' : 'recorded' };
  }

  const days: OperationStore['days'] = () =>
    within(() => threads.reader().call({ op: 'days', files: allFiles() }));

  return {
    record: ({ device, receivedAt, batch }) =>
      underWay.taking(batch.n * bytesOfRecord, async () =>
        store((await threads.intake().call({ op: 'batch', device, receivedAt, batch })).parts),
      ),
    // Nothing is set apart where no day is.
    receive: upload => receiveBut([], upload) as Promise<UploadOutcome>,
    receiveBut,
    index: () => within(() => indexing.settle()),
    async search(query) {
      checkLimit(query.limit);
      const { order, limit, cursor: _, ...filter } = query;
      const plan = planOf(filter);
      const after = placeInCursor(query);
      const question = { ...asked(filter), order, limit, after };
      return within(() =>
        isForTexts(plan)
          ? searchInParts(threads, question)
          : threads.reader().call({ op: 'search', ...question }),
      );
    },
    async count(filter) {
      checkFilter(operationsCollection, filter.filter);
      return within(() => threads.reader().call({ op: 'count', ...asked(filter) }));
    },
    async histogram(filter, slot) {
      checkFilter(operationsCollection, filter.filter);
      return within(() => threads.reader().call({ op: 'histogram', ...asked(filter), slot }));
    },
    async groupBy(filter, column, limit) {
      checkLimit(limit);
      checkFilter(operationsCollection, filter.filter);
      return within(() => threads.reader().call({ op: 'groupBy', ...asked(filter), column, limit }));
    },
    get: id =>
      within(async () => {
        const file = files.get(parseRecordId(id)?.day ?? '');
        return file && threads.reader().call({ op: 'get', files: [file], id });
      }),
    async trace(id, { most, devices }) {
      checkLimit(most);
      return within(() =>
        threads.reader().call({ op: 'trace', files: allFiles(), id, most, devices: deviceTexts.of(devices) }),
      );
    },
    steps: ({ devices, ...question }) =>
      within(() =>
        threads
          .reader()
          .call({ op: 'steps', files: allFiles(), ...question, devices: deviceTexts.of(devices) }),
      ),
    async *read(filter, signal) {
      const selective = isSelective(planOf(filter));
      const ask = <Answer>(work: (reader: ReturnType<typeof threads.reader>) => Promise<Answer>) =>
        within(() => work(threads.reader()));
      const bounds = await ask(reader => reader.call({ op: 'bounds', files: filesFor(filter) }));
      if (selective)
        yield* readPages(async after => {
          const page = { order: 'oldest', limit: pageRecords, after, bounds } as const;
          return (await ask(reader => reader.call({ op: 'search', ...asked(filter), ...page }))).items;
        }, signal);
      else
        yield* readSlices(
          from =>
            ask(reader =>
              reader.call({ op: 'slice', ...asked({ ...filter, from }), most: recordsAtOnce, bounds }),
            ),
          filter.from ?? 0,
          signal,
        );
    },
    days,
    async status() {
      const told = await days();
      return {
        bytes: allFiles().reduce((sum, file) => sum + sizeOf(pathOf(folder, file)), 0),
        records: told.reduce((sum, { records }) => sum + records, 0),
        oldest: told.at(-1)?.day ?? null,
        newest: told[0]?.day ?? null,
      };
    },
    sealDay: day => within(() => keeping.seal(day)),
    dropDay: day =>
      within(async () => {
        if (await keeping.drop(day)) notices.changed();
      }),
    checkDay: day => within(() => keeping.check(day)),
    onDamage: listener => damage.add(listener),
    onChange: listener => notices.add(listener),
    close: () =>
      (closing ??= (async () => {
        notices.close();
        await underWay.close();
        await indexing.close();
        await threads.close();
      })()),
  };
}
