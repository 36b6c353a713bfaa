import { closeSync, fdatasyncSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { deviceId, deviceList, firstDay, seeded } from '../../support/device-collections.ts';
import { quantile } from '../row.ts';
import { shown } from './list-work.ts';

/** What bounds the embedded stores on this machine, measured on their own files. */

const collection = deviceList.name;

/** Writes of 4 KiB made durable one by one in a growing file, per second. */
export function fsyncRate(folder: string, milliseconds: number): number {
  const file = join(folder, 'probe');
  const probe = openSync(file, 'w');
  const page = Buffer.alloc(4_096, 1);
  let count = 0;
  const start = performance.now();
  while (performance.now() - start < milliseconds) {
    writeSync(probe, page);
    fdatasyncSync(probe);
    count++;
  }
  const rate = (count / (performance.now() - start)) * 1_000;
  closeSync(probe);
  rmSync(file);
  return rate;
}

/** p99 in ms of fetching 50 rows by key on the same file in this thread: the floor of any page. */
export function pointReads(folder: string): number {
  const db = new Database(databaseIn(folder), { readonly: true });
  const select = db.prepare(
    `SELECT _id, ${shown.map(name => `"${name}"`).join(', ')} FROM "${collection}" WHERE _id = ?`,
  );
  const count = db.prepare<[], number>(`SELECT count(*) FROM "${collection}"`).pluck().get() ?? 1;
  const random = seeded(5);
  const times = Array.from({ length: 300 }, () => {
    const from = performance.now();
    for (let i = 0; i < 50; i++) select.get(deviceId(Math.floor(random() * count)));
    return performance.now() - from;
  });
  db.close();
  return quantile(times, 0.99);
}

/** Updates per second of two columns by id in transactions of 1,000, on the same file beside the store. */
export function bareUpdates(folder: string, documents: number, random: () => number): number {
  const db = new Database(databaseIn(folder));
  db.pragma('synchronous = NORMAL');
  db.function('fold', { deterministic: true }, (text: unknown) => text);
  const update = db.prepare(`UPDATE "${collection}" SET "diskFree" = ?, "lastChangedAt" = ? WHERE _id = ?`);
  const rounds = 40;
  const from = performance.now();
  for (let round = 0; round < rounds; round++) {
    db.exec('BEGIN IMMEDIATE');
    for (let i = 0; i < 1_000; i++) update.run(i, firstDay + i, deviceId(Math.floor(random() * documents)));
    db.exec('ROLLBACK');
  }
  const perSecond = (rounds * 1_000) / ((performance.now() - from) / 1_000);
  db.close();
  return perSecond;
}

function databaseIn(folder: string): string {
  return join(
    folder,
    readdirSync(folder).find(name => name.endsWith('.db'))!,
  );
}
