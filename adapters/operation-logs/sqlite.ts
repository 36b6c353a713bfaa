import type { OperationDay } from '../../domain/operation-logs/records/index.ts';
import { StoreUnavailableError } from '../../domain/kernel/index.ts';
import { checkFilter, checkLimit } from '../../projections/kernel/index.ts';
import { operationsCollection } from '../../projections/operation-logs/collection.ts';
import {
  OperationsRefused,
  type OperationDayStatus,
  type OperationFilter,
  type OperationStore,
  type RecordedOperations,
} from '../../projections/operation-logs/operation-store.ts';
import type { BatchOutcome } from '../../projections/operation-logs/received.ts';
import { Turns } from '../shared/turns.ts';
import { placeInCursor } from './cursor.ts';
import { planOf } from './search/plan.ts';
import { isSelective } from './sqlite/candidates.ts';
import { DeviceTexts } from './sqlite/device-sets.ts';
import { listDays, pathOf, removeFile, sizeOf, tidy, type DayFile } from './sqlite/day-files.ts';
import { Indexing } from './sqlite/indexing.ts';
import type { EncodedPart, GrownDay, ReadBatch } from './sqlite/messages.ts';
import { Notices } from './sqlite/notices.ts';
import { memoryOf, owned } from './sqlite/owned.ts';
import { reachOf } from './sqlite/reach.ts';
import { pageRecords, readPages, readSlices } from './sqlite/read-all.ts';
import { Threads } from './sqlite/threads.ts';
import { TurnEnd } from './sqlite/turn-end.ts';
import { parseRecordId } from '../../projections/operation-logs/record-id.ts';

export interface SqliteOperationStore extends OperationStore {
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
  const threads = new Threads(folder, intakeThreads, readerThreads);
  const turns = new Turns();
  const turnEnd = new TurnEnd();
  const notices = new Notices();
  const indexing = new Indexing(threads, turns, day => files.get(day));
  const deviceTexts = new DeviceTexts();
  const underWay = new Set<Promise<unknown>>();
  let waiting = 0;
  let closing: Promise<void> | null = null;

  // What a process that was killed had not indexed yet.
  for (const day of files.keys()) indexing.later(day);

  /** Lets nothing begin once the store closes, and closing wait for what has begun. */
  function within<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (closing) return Promise.reject(new OperationsRefused('closed', 'the operation store was closed'));
    const begun = work();
    underWay.add(begun);
    const end = (): void => void underWay.delete(begun);
    begun.then(end, end);
    return begun;
  }

  /** Days whose records may lie in the span, newest first. */
  function filesFor({
    from = -Infinity,
    until = Infinity,
  }: Pick<OperationFilter, 'from' | 'until'>): DayFile[] {
    return allFiles().filter(({ day }) => {
      const reach = reachOf(day);
      return reach.until > from && reach.from < until;
    });
  }

  /** What a reader is told of a question. */
  function asked({ devices, ...filter }: OperationFilter) {
    return { files: filesFor(filter), filter, devices: deviceTexts.of(devices) };
  }

  function allFiles(): DayFile[] {
    return [...files.values()].sort((one, other) => (one.day < other.day ? 1 : -1));
  }

  async function taking<Answer>(bytes: number, work: () => Promise<Answer>): Promise<Answer> {
    return within(async () => {
      if (waiting > 0 && waiting + bytes > mostBytesWaiting)
        throw new OperationsRefused('full', 'too many operation logs wait to be stored');
      waiting += bytes;
      try {
        return await work();
      } catch (error) {
        throw refusalFor(error);
      } finally {
        waiting -= bytes;
      }
    });
  }

  async function store(parts: readonly EncodedPart[]): Promise<RecordedOperations> {
    await turnEnd.reached();
    const { repeated, days } = await threads.writer.call({ op: 'record', parts }, memoryOf(parts));
    for (const grown of days) noteGrown(grown);
    if (!repeated) notices.changed();
    return { repeated };
  }

  function noteGrown({ file, unindexed }: GrownDay): void {
    files.set(file.day, file);
    indexing.grown(file.day, unindexed);
  }

  async function storeRead(read: ReadBatch): Promise<BatchOutcome> {
    if (!('parts' in read)) return read;
    const { repeated } = await store(read.parts);
    return { ...read.told, state: repeated ? 'repeated' : 'recorded' };
  }

  async function replaced(file: DayFile, upTo: number): Promise<void> {
    files.set(file.day, await threads.writer.call({ op: 'replace', file, upTo }));
    await threads.forget(file.day);
    removeFile(pathOf(folder, file));
    indexing.later(file.day);
  }

  async function statusOf(day: OperationDay): Promise<OperationDayStatus> {
    const [status] = await threads.reader().call({ op: 'days', files: [fileOf(day)] });
    return status as OperationDayStatus;
  }

  function fileOf(day: OperationDay): DayFile {
    const file = files.get(day);
    if (!file) throw new RangeError(`there are no operation logs of ${day}`);
    return file;
  }

  const days: OperationStore['days'] = () =>
    within(() => threads.reader().call({ op: 'days', files: allFiles() }));

  return {
    record: ({ device, receivedAt, batch }) =>
      taking(batch.n * bytesOfRecord, async () =>
        store((await threads.intake().call({ op: 'batch', device, receivedAt, batch })).parts),
      ),
    receive: upload =>
      taking(upload.body.length, async () => {
        const body = owned(upload.body);
        await turnEnd.reached();
        const read = await threads
          .intake()
          .call({ op: 'upload', ...upload, body }, [body.buffer as ArrayBuffer]);
        return 'fault' in read ? read : { batches: await Promise.all(read.batches.map(storeRead)) };
      }),
    index: () => within(() => indexing.settle()),
    async search(query) {
      checkLimit(query.limit);
      checkFilter(operationsCollection, query.filter);
      const after = placeInCursor(query);
      const { order, limit, cursor: _, ...filter } = query;
      return within(() => threads.reader().call({ op: 'search', ...asked(filter), order, limit, after }));
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
    sealDay: day =>
      within(() =>
        turns.take(day, async () => {
          const file = fileOf(day);
          const before = await statusOf(day);
          if (before.state === 'sealed') return before;
          const { upTo } = await threads.keeper.call({ op: 'remake', file, seal: true });
          await replaced(file, upTo);
          return statusOf(day);
        }),
      ),
    dropDay: day =>
      within(() =>
        turns.take(day, async () => {
          if (!files.delete(day)) return;
          await threads.writer.call({ op: 'drop', day });
          await threads.forget(day);
          notices.changed();
        }),
      ),
    checkDay: day =>
      within(() =>
        turns.take(day, async () => {
          const file = fileOf(day);
          if ((await threads.keeper.call({ op: 'check', file })) === 'sound') return [];
          const { upTo, lost } = await threads.keeper.call({ op: 'remake', file, seal: false });
          await replaced(file, upTo);
          return lost;
        }),
      ),
    onChange: listener => notices.add(listener),
    close: () =>
      (closing ??= (async () => {
        notices.close();
        await Promise.allSettled(underWay);
        await indexing.close();
        await threads.close();
      })()),
  };
}

function refusalFor(error: unknown): unknown {
  if (!(error instanceof StoreUnavailableError)) return error;
  if (error.reason === 'disk-full') return new OperationsRefused('disk', error.message);
  if (error.reason === 'closed') return new OperationsRefused('closed', error.message);
  return error;
}
