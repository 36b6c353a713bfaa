/**
 * A cache of folded aggregates, keyed by stream and state version. Deleting all of it changes nothing
 * but time. `state` is JSON.
 */
export interface Snapshot {
  readonly stream: string;
  readonly stateVersion: number;
  readonly revision: number;
  readonly state: unknown;
}

export interface SnapshotStore {
  load(stream: string, stateVersion: number): Promise<Snapshot | undefined>;
  save(snapshot: Snapshot): Promise<void>;
}
