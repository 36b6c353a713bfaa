/**
 * Who is here: facts that pass and are no changes. Written in coalesced batches, never as events.
 * Times are milliseconds since the epoch.
 */
export interface Presence {
  readonly deviceId: string;
  readonly lastContactAt: number;
  /** When an inventory last came from it, changed or not; null: none came since contacts are counted. */
  readonly lastInventoryAt: number | null;
  /** `glpi`, `fusioninventory`, `ocs`, `muster`. */
  readonly protocol: string;
  readonly agentVersion: string | null;
  /**
   * Seconds between expected contacts; after twice that a device counts as quiet, after ten times as offline. 0: it
   * said that it goes, and is offline from then on.
   */
  readonly expectedEverySeconds: number;
  /** Agent clock minus server clock in seconds, where the agent told its time. */
  readonly clockSkewSeconds: number | null;
  readonly contacts: number;
}

export interface PresenceNews {
  readonly presences: readonly Presence[];
  /** To be asked with next time; null: from the beginning. */
  readonly mark: number | null;
}

export interface PresenceStore {
  /** Remembered at once, on disk within a second; many of one device in between are one write. */
  touch(update: Omit<Presence, 'contacts'>): void;
  get(deviceId: string): Promise<Presence | undefined>;
  all(): AsyncIterable<readonly Presence[]>;
  /** Of stores that several servers share: what any of them has written since `mark`, and some of before again. */
  changedSince?(mark: PresenceNews['mark']): AsyncIterable<PresenceNews>;
  flush(): Promise<void>;
  close(): Promise<void>;
}

export function onlineState(
  presence: Presence | undefined,
  nowMs: number,
): 'online' | 'quiet' | 'offline' | 'unknown' {
  if (!presence) return 'unknown';
  const silent = (nowMs - presence.lastContactAt) / 1000;
  if (silent <= presence.expectedEverySeconds * 2) return 'online';
  return silent <= presence.expectedEverySeconds * 10 ? 'quiet' : 'offline';
}
