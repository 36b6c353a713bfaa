import type { BodyStore } from '../../../domain/kernel/index.ts';
import type { ParsedInventory } from './messages.ts';
import type { ParserPool } from './parser-pool.ts';
import type { Recording } from './recording.ts';

export interface ReplayPorts {
  readonly bodies: Pick<BodyStore, 'get' | 'list'>;
}

export interface ReplayResult {
  /** Bodies looked at. */
  readonly bodies: number;
  /** Of which this parser cannot read, or which are no inventories. */
  readonly unreadable: number;
  /** Devices whose newest body was read again. */
  readonly devices: number;
  /** Devices about which the parser now tells something else. */
  readonly changed: number;
}

export interface ReplayOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/**
 * Reads kept bodies again after the parser was mended. Of each agent only the newest body counts: what older ones
 * say was true then and is not any more. What the parser now understands of it becomes events as any report's.
 */
export async function replayBodies(
  ports: ReplayPorts,
  pool: ParserPool,
  recording: Recording,
  options: ReplayOptions = {},
): Promise<ReplayResult> {
  const newest = new Map<string, string>();
  let bodies = 0;
  let unreadable = 0;
  for await (const batch of ports.bodies.list())
    for (const { hash } of batch) {
      options.signal?.throwIfAborted();
      const read = await readAgain(ports, pool, hash);
      if (read) newest.set(`${read.message.dialect} ${read.agentId}`, hash);
      else unreadable++;
      bodies++;
      options.onProgress?.(bodies);
    }
  let changed = 0;
  for (const hash of newest.values()) {
    options.signal?.throwIfAborted();
    const read = await readAgain(ports, pool, hash);
    if (!read) continue;
    const { message, agentId, agentHeader, bytes, contentType } = read;
    const recorded = await recording.again(agentId, {
      message,
      bytes,
      contentType,
      agentHeader,
      actor: 'system:replay',
      delivery: 'online',
    });
    if (recorded.kind === 'recorded' && recorded.changed) changed++;
  }
  return { bodies, unreadable, devices: newest.size, changed };
}

interface ReadBody {
  readonly message: ParsedInventory;
  readonly agentId: string;
  readonly agentHeader: string | undefined;
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

async function readAgain(ports: ReplayPorts, pool: ParserPool, hash: string): Promise<ReadBody | undefined> {
  const kept = await ports.bodies.get(hash);
  if (!kept) return undefined;
  const outcome = await pool.parse(kept.bytes, kept.contentType, undefined);
  if (outcome.kind !== 'parsed' || outcome.parsed.message.kind !== 'inventory') return undefined;
  const { message } = outcome.parsed;
  const named = /; agent=([^;]+)$/.exec(kept.contentType)?.[1];
  const agentHeader = named === undefined ? undefined : decodeURIComponent(named);
  const agentId = agentHeader ?? message.claims.deviceId ?? hash;
  return { message, agentId, agentHeader, bytes: kept.bytes, contentType: kept.contentType };
}
