import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Presence, PresenceStore } from '../../projections/kernel/index.ts';
import { openCacheFile } from '../shared/cache-file.ts';
import { Gathered, type GatheringOptions } from './gathered.ts';
import { merged } from './merge.ts';

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

/** Rows read between two turns of the event loop. */
const chunk = 500;

/**
 * Contacts gathered in memory, one entry per device however often it calls, and written together twice a
 * second. A crash of the machine may lose the last second; nothing else depends on it.
 */
export function sqlitePresence(file: string, options: GatheringOptions = {}): PresenceStore {
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
  const gathered = new Gathered(updates => {
    writeAll.immediate(updates);
    return nextTurn();
  }, options);

  function stored(deviceId: string): Presence | undefined {
    return read.get(deviceId) as Presence | undefined;
  }

  return {
    touch: update => gathered.touch(update),
    async get(deviceId) {
      const update = gathered.get(deviceId);
      return update ? merged(stored(deviceId), update) : stored(deviceId);
    },
    async *all() {
      await gathered.flush();
      let after = '';
      for (;;) {
        const rows = page.all(after, chunk) as Presence[];
        if (rows.length > 0) yield rows;
        if (rows.length < chunk) return;
        after = rows.at(-1)!.deviceId;
        await nextTurn();
      }
    },
    flush: () => gathered.flush(),
    async close() {
      gathered.stop();
      if (!db.open) return;
      await gathered.flush();
      db.close();
    },
  };
}
