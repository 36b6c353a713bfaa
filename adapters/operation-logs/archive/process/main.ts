import { mkdirSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import type { DuckDBResult } from '@duckdb/node-api';
import type { Cell } from '../columns.ts';
import { ArchiveFault, faultOf } from '../faults.ts';
import { Duck, typesOf, type DuckDBConnection } from './duck.ts';
import type { Answer, ArchiveCall, ArchiveCalls, ArchiveProcessOptions, Numbered } from './messages.ts';
import {
  countStatement,
  groupsStatement,
  histogramStatement,
  recordsStatement,
  type Statement,
} from './statements.ts';
import { DayWriter, digestOf } from './writer.ts';

/**
 * The process that holds DuckDB: what a damaged file does to it is done to nothing else. It answers its parent and ends
 * with it.
 */
const options = JSON.parse(process.argv[2]!) as ArchiveProcessOptions;
mkdirSync(options.scratch, { recursive: true, mode: 0o750 });
// Whoever uploads or searches days at hand goes first.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const duck = await Duck.open(options);

interface Reader {
  readonly result: DuckDBResult;
  readonly connection: DuckDBConnection;
  readonly release: () => void;
}

const readers = new Map<number, Reader>();
const writers = new Map<number, DayWriter>();

type Handlers = {
  readonly [Name in keyof ArchiveCalls]: (
    request: ArchiveCalls[Name]['request'],
  ) => Promise<ArchiveCalls[Name]['answer']>;
};

const handlers: Handlers = {
  page: ({ question, order, after, most }) =>
    all(recordsStatement(question, order, duck.nextTest, { after, most })),
  count: async ({ question }) => (await all(countStatement(question, duck.nextTest)))[0]![0] as number,
  histogram: async ({ question, slot }) =>
    (await all(histogramStatement(question, slot, duck.nextTest))) as [string, number][],
  groups: async ({ question, column }) =>
    (await all(groupsStatement(question, column, duck.nextTest))) as [string, number][],
  async open({ reader, question, order }) {
    const { sql, given } = recordsStatement(question, order, duck.nextTest);
    const connection = await duck.connect();
    const held = Promise.withResolvers<void>();
    // Its tests are asked until the last row has been read.
    void duck.withTests(given.tests, () => held.promise);
    try {
      const result = await connection.stream(sql, [...given.values], typesOf(given.values));
      readers.set(reader, { result, connection, release: held.resolve });
    } catch (error) {
      held.resolve();
      connection.disconnectSync();
      throw error;
    }
    return null;
  },
  async next({ reader, most }) {
    const { result } = held(readers, reader);
    const rows: Cell[][] = [];
    while (rows.length < most) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) break;
      rows.push(...(chunk.getRows() as Cell[][]));
    }
    return rows.length === 0 ? null : rows;
  },
  async end({ reader }) {
    const open = readers.get(reader);
    readers.delete(reader);
    open?.connection.disconnectSync();
    open?.release();
    return null;
  },
  async begin({ writer, ...where }) {
    writers.set(writer, await DayWriter.begin(duck, writer, where));
    return null;
  },
  async append({ writer, cells }) {
    await held(writers, writer).append(cells);
    return null;
  },
  async finish({ writer }) {
    const files = await held(writers, writer).finish();
    writers.delete(writer);
    return files;
  },
  async abort({ writer }) {
    const begun = writers.get(writer);
    writers.delete(writer);
    await begun?.abort();
    return null;
  },
  digest: ({ path }) => digestOf(path),
};

function all({ sql, given }: Statement) {
  return duck.withTests(given.tests, () => duck.all(sql, given.values));
}

function held<Item>(items: ReadonlyMap<number, Item>, number: number): Item {
  const item = items.get(number);
  if (!item) throw new ArchiveFault('internal', `there is no ${number}`);
  return item;
}

async function answerTo({ no, ...call }: Numbered): Promise<Answer> {
  try {
    const handler = handlers[(call as ArchiveCall).op] as (request: unknown) => Promise<unknown>;
    return { no, value: await handler(call) };
  } catch (error) {
    const { reason, message, files } = faultOfDuck(error);
    return { no, failure: { reason, message, files } };
  }
}

/** DuckDB says what happened in words alone. */
function faultOfDuck(error: unknown): ArchiveFault {
  const { message = '', code } = error as { readonly message?: string; readonly code?: string };
  if (error instanceof ArchiveFault || code !== undefined) return faultOf(error);
  if (/No files found|No such file/iu.test(message)) return new ArchiveFault('missing', message);
  if (/No space left|Could not write|could not open file.*(full|quota)/iu.test(message))
    return new ArchiveFault('archive', message);
  if (/Permission denied|Read-only file system/iu.test(message)) return new ArchiveFault('access', message);
  if (/parquet|Snappy|zstd|magic bytes|thrift|checksum|Invalid Input|TProtocol/iu.test(message))
    return new ArchiveFault('corrupt', message);
  if (/^IO Error/iu.test(message)) return new ArchiveFault('archive', message);
  return new ArchiveFault('internal', message);
}

process.on('message', (request: Numbered) => {
  void answerTo(request).then(answer => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
process.send?.({ no: 0, value: null } satisfies Answer);
