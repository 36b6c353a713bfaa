import type { SnapshotStore } from '../../domain/kernel/index.ts';

/** Snapshots kept as their JSON, so that a state that does not survive it is noticed in tests too. */
export function memorySnapshots(): SnapshotStore & { close(): Promise<void> } {
  const saved = new Map<string, string>();
  const keyOf = (stream: string, stateVersion: number): string => `${stateVersion} ${stream}`;
  return {
    async load(stream, stateVersion) {
      const text = saved.get(keyOf(stream, stateVersion));
      return text === undefined
        ? undefined
        : { stream, stateVersion, ...(JSON.parse(text) as { revision: number; state: unknown }) };
    },
    async save({ stream, stateVersion, revision, state }) {
      saved.set(keyOf(stream, stateVersion), JSON.stringify({ revision, state }));
    },
    async close() {
      saved.clear();
    },
  };
}
