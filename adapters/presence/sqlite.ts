import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Presence, PresenceStore } from '../../projections/kernel/index.ts';
import { openCacheFile } from '../shared/cache-file.ts';
import { merged } from './merge.ts';

export interface SqlitePresenceOptions {
  /** How long touches are gathered before they are written, in milliseconds; default 500. */
  readonly gatherMs?: number;
  /** Devices gathered at most; beyond it the oldest contacts are forgotten while the disk refuses. */
  readonly maxGathered?: number;
  /** A write that failed; it is tried again with the next. */
  readonly onError?: (error: unknown) => void;
}

const layout = {
  version: 2,
  schema: `CREATE TABLE presence (
    device_id TEXT PRIMARY KEY, last_contact_at INTEGER NOT NULL, protocol TEXT NOT NULL, agent_version TEXT,
    expected_every_seconds REAL NOT NULL, clock_skew_seconds REAL, contacts INTEGER NOT NULL,
    last_inventory_at INTEGER
  ) STRICT, WITHOUT ROWID`,
};

const columns = `device_id AS deviceId, last_contact_at AS lastContactAt, protocol, agent_version AS agentVersion,
  expected_every_seconds AS expectedEverySeconds, clock_skew_seconds AS clockSkewSeconds, contacts,
  last_inventory_at AS lastInventoryAt`;

/** Rows written or read between two turns of the event loop. */
const chunk = 500;

/**
 * Contacts gathered in memory, one entry per device however often it calls, and written together twice a
 * second. A crash of the machine may lose the last second; nothing else depends on it.
 */
export function sqlitePresence(file: string, options: SqlitePresenceOptions = {}): PresenceStore {
  const { gatherMs = 500, maxGathered = 100_000, onError = () => undefined } = options;
  const db = openCacheFile(file, layout, 'NORMAL');
  const read = db.prepare(`SELECT ${columns} FROM presence WHERE device_id = ?`);
  const page = db.prepare(`SELECT ${columns} FROM presence WHERE device_id > ? ORDER BY device_id LIMIT ?`);
  const write = db.prepare(
    `INSERT OR REPLACE INTO presence VALUES
     (@deviceId, @lastContactAt, @protocol, @agentVersion, @expectedEverySeconds, @clockSkewSeconds, @contacts,
      @lastInventoryAt)`,
  );
  const writeAll = db.transaction((updates: readonly Presence[]) => {
    for (const update of updates) write.run(merged(stored(update.deviceId), update));
  });
  const gathered = new Map<string, Presence>();
  let timer: NodeJS.Timeout | null = null;
  let flushing: Promise<void> | null = null;

  function stored(deviceId: string): Presence | undefined {
    return read.get(deviceId) as Presence | undefined;
  }

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = null;
      flush().catch((error: unknown) => {
        onError(error);
        if (gathered.size > 0) schedule();
      });
    }, gatherMs).unref();
  }

  async function writeGathered(): Promise<void> {
    const deviceIds = [...gathered.keys()];
    for (let from = 0; from < deviceIds.length; from += chunk) {
      // An entry leaves memory in the same turn in which it is written: nobody reads it twice or not at all.
      const updates = deviceIds.slice(from, from + chunk).flatMap(id => gathered.get(id) ?? []);
      writeAll.immediate(updates);
      for (const { deviceId } of updates) gathered.delete(deviceId);
      await nextTurn();
    }
  }

  async function flush(): Promise<void> {
    while (flushing) await flushing.catch(() => undefined);
    flushing = writeGathered().finally(() => {
      flushing = null;
    });
    await flushing;
  }

  return {
    touch(update) {
      const before = gathered.get(update.deviceId);
      // Set anew at the end, so that the first entries are the oldest contacts.
      gathered.delete(update.deviceId);
      gathered.set(update.deviceId, merged(before, { ...update, contacts: 1 }));
      if (gathered.size > maxGathered) gathered.delete(gathered.keys().next().value!);
      schedule();
    },
    async get(deviceId) {
      const update = gathered.get(deviceId);
      return update ? merged(stored(deviceId), update) : stored(deviceId);
    },
    async *all() {
      await flush();
      let after = '';
      for (;;) {
        const rows = page.all(after, chunk) as Presence[];
        if (rows.length > 0) yield rows;
        if (rows.length < chunk) return;
        after = rows.at(-1)!.deviceId;
        await nextTurn();
      }
    },
    flush,
    async close() {
      if (timer) clearTimeout(timer);
      if (!db.open) return;
      await flush();
      db.close();
    },
  };
}
