import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { DOUBLE, DuckDBDataChunk, VARCHAR, type DuckDBAppender } from '@duckdb/node-api';
import { archiveColumns, type ArchiveColumn, type Cell } from '../columns.ts';
import { copying, type ArchiveFile } from '../manifest.ts';
import { literal, type Duck, type DuckDBConnection } from './duck.ts';
import { quoted } from './filter-sql.ts';

/** Records of one file: two groups of rows, and what a table in memory may take. */
const recordsOfFile = 245_760;
const rowsOfGroup = 122_880;
/** Rows that DuckDB takes at once. */
const chunkRows = 2_048;

const types = archiveColumns.map(({ kind }) => (kind === 'text' || kind === 'day' ? VARCHAR : DOUBLE));
const table = archiveColumns
  .map(({ name }, index) => `${quoted(name)} ${types[index] === VARCHAR ? 'VARCHAR' : 'DOUBLE'}`)
  .join(', ');
const laid = archiveColumns.map(laidColumn).join(', ');

/** Numbers are handed over as they stand in records; the file has them in types of their own. */
function laidColumn({ name, kind, unitMs = 1 }: ArchiveColumn): string {
  const column = quoted(name);
  switch (kind) {
    case 'text':
      return column;
    case 'day':
      return `CAST(${column} AS DATE) AS ${column}`;
    case 'whole':
      return `CAST(${column} AS BIGINT) AS ${column}`;
    case 'small':
      return `CAST(${column} AS INTEGER) AS ${column}`;
    case 'moment':
      return `CAST(make_timestamp_ms(CAST(${column} * ${unitMs} AS BIGINT)) AS TIMESTAMP_MS) AS ${column}`;
  }
}

/** Writes records of a day into Parquet files, in the order in which they come. */
export class DayWriter {
  readonly #connection: DuckDBConnection;
  readonly #appender: DuckDBAppender;
  readonly #name: string;
  readonly #place: (index: number) => string;
  readonly #files: ArchiveFile[] = [];
  #waiting = 0;

  private constructor(
    connection: DuckDBConnection,
    appender: DuckDBAppender,
    name: string,
    place: (index: number) => string,
  ) {
    this.#connection = connection;
    this.#appender = appender;
    this.#name = name;
    this.#place = place;
  }

  static async begin(
    duck: Duck,
    number: number,
    { folder, day, series }: { readonly folder: string; readonly day: string; readonly series: string },
  ): Promise<DayWriter> {
    const connection = await duck.connect();
    const name = `writing_${number}`;
    await connection.run(`CREATE TABLE ${name} (${table})`);
    const place = (index: number) =>
      path.join(folder, `${day}.${series}.${String(index).padStart(3, '0')}.parquet`);
    return new DayWriter(connection, await connection.createAppender(name), name, place);
  }

  async append(cells: readonly Cell[][]): Promise<void> {
    const rows = cells[0]?.length ?? 0;
    for (let from = 0; from < rows; from += chunkRows) {
      const until = Math.min(rows, from + chunkRows);
      const chunk = DuckDBDataChunk.create(types);
      chunk.setColumns(cells.map(column => column.slice(from, until)));
      this.#appender.appendDataChunk(chunk);
    }
    this.#waiting += rows;
    if (this.#waiting >= recordsOfFile) await this.#write();
  }

  async finish(): Promise<readonly ArchiveFile[]> {
    if (this.#waiting > 0) await this.#write();
    await this.#end();
    return this.#files;
  }

  async abort(): Promise<void> {
    await this.#end();
    await rm(this.#place(this.#files.length) + copying, { force: true });
    for (const index of this.#files.keys()) await rm(this.#place(index), { force: true });
  }

  async #end(): Promise<void> {
    this.#appender.closeSync();
    await this.#connection.run(`DROP TABLE IF EXISTS ${this.#name}`);
    this.#connection.disconnectSync();
  }

  async #write(): Promise<void> {
    this.#appender.flushSync();
    const file = this.#place(this.#files.length);
    const making = file + copying;
    await rm(making, { force: true });
    await this.#connection.run(
      `COPY (SELECT ${laid} FROM ${this.#name}) TO ${literal(making)} ` +
        `(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowsOfGroup})`,
    );
    await this.#connection.run(`TRUNCATE ${this.#name}`);
    const handle = await open(making, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    const { size: bytes } = await lstat(making);
    const sha256 = await digestOf(making);
    await rename(making, file);
    this.#files.push({ name: path.basename(file), records: this.#waiting, bytes, sha256 });
    this.#waiting = 0;
  }
}

/** SHA-256 of a whole file, hexadecimal. */
export async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(file, { highWaterMark: 1024 * 1024 }))
    hash.update(part as Buffer);
  return hash.digest('hex');
}
