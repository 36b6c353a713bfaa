import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore, LogIdentity, LogMemory, StoredEvent } from '../../domain/kernel/index.ts';
import type { Peer, Peers } from './peers.ts';

/** The stores belong to another log than the one that is configured; one line for who starts the server. */
export class AnotherLogError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AnotherLogError';
  }
}

/** The log that is configured. */
export interface ConfiguredLog {
  /** Without schemas: what is stored is what is compared. */
  readonly events: Pick<EventStore, 'readAll' | 'eventAt'>;
  /** For people. */
  readonly address: string;
}

/** What a server tells the others of its log: an event that all of them must have at that position. */
export interface LogMark {
  readonly [key: string]: unknown;
  readonly position: number;
  readonly eventId: string;
}

/** Milliseconds between looks at the others, while one of them seems to have another log. */
const lookEveryMs = 1_000;

/** Undefined while the log is empty. */
export async function identityOf({ events, address }: ConfiguredLog): Promise<LogIdentity | undefined> {
  for await (const [first] of events.readAll(0, { batchSize: 1 }))
    return first && { firstEvent: first.id, since: first.at, address };
  return undefined;
}

/** The last seal: near the end of the log, signed, and never expired. Undefined where there is none yet. */
export async function markOf({ events }: ConfiguredLog): Promise<LogMark | undefined> {
  const backward = { direction: 'backward', types: ['LedgerSealed'], batchSize: 1 } as const;
  for await (const [last] of events.readAll(Infinity, backward))
    return last && { position: last.position, eventId: last.id };
  return undefined;
}

/**
 * Before anything is written: are these stores of this log? Throws AnotherLogError where they are another's. `stores`
 * is their address, for people.
 */
export async function requireSameLog(log: ConfiguredLog, memory: LogMemory, stores: string): Promise<void> {
  const kept = await memory.kept();
  if (kept) refuseOther(kept, await identityOf(log), log, stores);
}

/** Once the log has its first event: from here on these stores are this log's. */
export async function keepLog(log: ConfiguredLog, memory: LogMemory, stores: string): Promise<void> {
  const identity = await identityOf(log);
  if (identity) refuseOther(await memory.keep(identity), identity, log, stores);
}

function refuseOther(
  kept: LogIdentity,
  own: LogIdentity | undefined,
  { address }: ConfiguredLog,
  stores: string,
): void {
  if (kept.firstEvent === own?.firstEvent) return;
  const begins = own ? `begins with event ${own.firstEvent} of ${own.since}` : 'is empty';
  throw new AnotherLogError(
    `MUSTER_READ: ${stores} belongs to another log, which begins with event ${kept.firstEvent} of ${kept.since} and ` +
      `lay at ${kept.address}; the one at ${address} ${begins}. Name that log in MUSTER_EVENTS, or another database ` +
      `in MUSTER_READ. Nothing was changed`,
  );
}

/**
 * Two copies of one log begin alike and part later: one was restored from a backup. Throws AnotherLogError where a
 * server that lives knows a seal that this log has not. Read models of such a log are noticed
 * by the event they have reached, and built anew.
 */
export async function requireSameHistory(log: ConfiguredLog, peers: Peers, stores: string): Promise<void> {
  for (;;) {
    const [parted] = await partedFrom(log, peers.others());
    if (!parted) return;
    // Who was seen to move is alive; a note may be of a server that died just now, and runs out meanwhile.
    if (parted.peer.hasMoved) {
      const { peer, mark, own } = parted;
      throw new AnotherLogError(
        `MUSTER_READ: the server ${peer.server} works on ${stores} with another history of this log: its seal at ` +
          `position ${mark.position} is event ${mark.eventId}, the log at ${log.address} has ${own?.id ?? 'none'} there. ` +
          `Stop that server, or name another database. Nothing was changed`,
      );
    }
    await delay(lookEveryMs);
    await peers.beat();
  }
}

interface Parted {
  readonly peer: Peer;
  readonly mark: LogMark;
  readonly own: StoredEvent | undefined;
}

async function partedFrom({ events }: ConfiguredLog, peers: readonly Peer[]): Promise<Parted[]> {
  const parted: Parted[] = [];
  for (const peer of peers) {
    const { about: mark } = peer;
    if (!isMark(mark)) continue;
    const own = await events.eventAt(mark.position);
    if (own?.id !== mark.eventId) parted.push({ peer, mark, own });
  }
  return parted;
}

function isMark(about: Readonly<Record<string, unknown>>): about is LogMark {
  return typeof about['position'] === 'number' && typeof about['eventId'] === 'string';
}
