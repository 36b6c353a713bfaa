import type { SnapshotStore } from '../../domain/kernel/index.ts';
import { openCacheFile } from '../shared/cache-file.ts';

const layout = {
  version: 1,
  schema: `CREATE TABLE snapshots (
    stream TEXT PRIMARY KEY, state_version INTEGER NOT NULL, revision INTEGER NOT NULL, state TEXT NOT NULL
  ) STRICT, WITHOUT ROWID`,
};

/**
 * Snapshots in a file of their own, one per stream: a newer state version replaces the older. Reads and
 * writes are single rows in this thread and never wait for the disk; deleting the file costs only time.
 */
export function sqliteSnapshots(file: string): SnapshotStore & { close(): Promise<void> } {
  const db = openCacheFile(file, layout, 'OFF');
  const load = db.prepare('SELECT revision, state FROM snapshots WHERE stream = ? AND state_version = ?');
  const save = db.prepare(
    'INSERT OR REPLACE INTO snapshots (stream, state_version, revision, state) VALUES (?, ?, ?, ?)',
  );
  return {
    async load(stream, stateVersion) {
      const row = load.get(stream, stateVersion) as { revision: number; state: string } | undefined;
      return row && { stream, stateVersion, revision: row.revision, state: JSON.parse(row.state) as unknown };
    },
    async save({ stream, stateVersion, revision, state }) {
      save.run(stream, stateVersion, revision, JSON.stringify(state));
    },
    async close() {
      db.close();
    },
  };
}
