import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import {
  operationColumnNames,
  recordsOf,
  type OperationBatch,
} from '../../../domain/operation-logs/records/index.ts';
import type { Upload } from './operation-work.ts';

/** What one would build first: a row per record, an index for each question, a transaction for each upload. */
export class RowStore {
  readonly #db: Database.Database;
  readonly #take: (upload: Upload) => void;

  constructor(folder: string) {
    this.#db = new Database(path.join(folder, 'rows.db'));
    this.#db.pragma('journal_mode = WAL');
    this.#db.pragma('synchronous = FULL');
    this.#db.exec(`
      CREATE TABLE rows (device TEXT, ${operationColumnNames.map(name => `"${name}"`).join(', ')});
      CREATE INDEX by_device ON rows (device, time);
      CREATE INDEX by_user ON rows (user, time);
      CREATE INDEX by_file ON rows (file);
      CREATE INDEX by_destination ON rows (destination) WHERE destination IS NOT NULL;
    `);
    const insert = this.#db.prepare(
      `INSERT INTO rows VALUES (${['device', ...operationColumnNames].map(() => '?').join(', ')})`,
    );
    this.#take = this.#db.transaction(({ device, body }: Upload) => {
      const { batches } = JSON.parse(gunzipSync(body).toString()) as { batches: [OperationBatch] };
      for (const record of recordsOf(batches[0])) {
        const values = record as Readonly<Record<string, unknown>>;
        insert.run(device, ...operationColumnNames.map(name => values[name] ?? null));
      }
    });
  }

  take(upload: Upload): void {
    this.#take(upload);
  }

  /** Milliseconds of the newest 100 records with a part in their path. */
  search(part: string): number {
    const begun = performance.now();
    this.#db.prepare('SELECT * FROM rows WHERE instr(lower(file), ?) ORDER BY time DESC LIMIT 100').all(part);
    return performance.now() - begun;
  }

  /** Closes it; answers its bytes. */
  close(): number {
    this.#db.pragma('wal_checkpoint(TRUNCATE)');
    const pages = this.#db.pragma('page_count', { simple: true }) as number;
    const size = pages * (this.#db.pragma('page_size', { simple: true }) as number);
    this.#db.close();
    return size;
  }
}
