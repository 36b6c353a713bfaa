import type { InventoryReport } from '../../../domain/devices/index.ts';
import type { BodyStore, EventStore } from '../../../domain/kernel/index.ts';
import { deviceStream } from './device-recorder.ts';
import type { Parser, ParsedInventory } from './messages.ts';
import type { Recording } from './recording.ts';
import { newestBodies, overlaid, standingBodies } from './replay-sources.ts';

export interface ReplayPorts {
  readonly events: Pick<EventStore, 'readAll' | 'readStream' | 'lastPosition'>;
  readonly bodies: Pick<BodyStore, 'get'>;
}

export interface ReplayResult {
  /** Devices, or bodies where they were named, that were looked at. */
  readonly looked: number;
  /** Whose body is not kept any more or cannot be read by this parser. */
  readonly unreadable: number;
  /** That take no inventories now: out of management, or gone since. */
  readonly refused: number;
  /** About which the parser now tells something else. */
  readonly changed: number;
}

export interface ReplayOptions {
  /** Hashes of bodies to be read as if they had just come, in this order; default: each device's newest. */
  readonly bodies?: readonly string[] | undefined;
  /** Tell what would change, and change nothing. */
  readonly dryRun?: boolean;
  /** Common to all events of the replay. */
  readonly correlationId?: string;
  readonly signal?: AbortSignal;
  /** Of a whole of `total`; at least once per body. */
  readonly onProgress?: (done: number, total: number) => void;
}

interface Source {
  readonly bodies: readonly string[];
  /** The device whose newest bodies these are; undefined: whose they are is still to be found. */
  readonly deviceId: string | undefined;
}

/** Shares of the whole: finding the bodies in the log, and reading them. */
const wholePermille = 1_000;
const findingPermille = 100;

/**
 * Reads kept bodies again after the parser was mended. Of each device only its newest facts count, which are those
 * of its newest body and, where that was a partial report, of the reports it was partial to: what older bodies say
 * was true then and is not any more. What the parser now understands becomes events as any report's.
 */
export async function replayBodies(
  ports: ReplayPorts,
  parser: Parser,
  recording: Recording,
  options: ReplayOptions = {},
): Promise<ReplayResult> {
  const { signal, onProgress } = options;
  const sources = options.bodies
    ? options.bodies.map(hash => ({ bodies: [hash], deviceId: undefined }))
    : await standing(ports, options);
  const counts = { unchanged: 0, unreadable: 0, refused: 0, changed: 0 };
  let looked = 0;
  for (const source of sources) {
    signal?.throwIfAborted();
    counts[await replayOne(ports, parser, recording, source, options)]++;
    looked++;
    const share = ((wholePermille - findingPermille) * looked) / sources.length;
    onProgress?.(findingPermille + Math.round(share), wholePermille);
  }
  signal?.throwIfAborted();
  onProgress?.(wholePermille, wholePermille);
  const { unreadable, refused, changed } = counts;
  return { looked, unreadable, refused, changed };
}

async function standing(
  ports: ReplayPorts,
  { signal, onProgress }: ReplayOptions,
): Promise<readonly Source[]> {
  const last = await ports.events.lastPosition();
  const found = await standingBodies(ports.events, position => {
    signal?.throwIfAborted();
    onProgress?.(Math.floor((findingPermille * Math.min(position, last)) / Math.max(1, last)), wholePermille);
  });
  return [...found].map(([deviceId, body]) => ({ deviceId, bodies: [body] }));
}

async function replayOne(
  ports: ReplayPorts,
  parser: Parser,
  recording: Recording,
  { bodies, deviceId }: Source,
  { dryRun = false, correlationId }: ReplayOptions,
): Promise<'unchanged' | 'unreadable' | 'refused' | 'changed'> {
  const read = await readAgain(ports, parser, bodies[0] ?? '');
  if (!read) return 'unreadable';
  const message =
    read.message.partial && deviceId !== undefined
      ? await withEarlier(ports, parser, deviceId, read.message)
      : read.message;
  const { agentId, agentHeader, bytes, contentType } = read;
  const recorded = await recording.again(agentId, {
    message,
    bytes,
    contentType,
    agentHeader,
    actor: 'system:replay',
    delivery: 'online',
    ...(deviceId !== undefined && { knownDevice: deviceId }),
    ...(correlationId !== undefined && { correlationId }),
    dryRun,
  });
  if (recorded.kind === 'refused') return 'refused';
  return recorded.changed ? 'changed' : 'unchanged';
}

/** A partial report on top of what the same agent told before it, back to its last full one. */
async function withEarlier(
  ports: ReplayPorts,
  parser: Parser,
  deviceId: string,
  newest: ParsedInventory,
): Promise<ParsedInventory> {
  const reports = [reportOf(newest)];
  const [, ...earlier] = await newestBodies(ports.events, deviceStream(deviceId));
  for (const hash of earlier) {
    const message = (await readAgain(ports, parser, hash))?.message;
    if (message?.dialect !== newest.dialect) break;
    reports.unshift(reportOf(message));
    if (!message.partial) break;
  }
  return { ...newest, report: Buffer.from(JSON.stringify(overlaid(reports))) };
}

function reportOf(message: ParsedInventory): InventoryReport {
  return JSON.parse(Buffer.from(message.report).toString()) as InventoryReport;
}

interface ReadBody {
  readonly message: ParsedInventory;
  readonly agentId: string;
  readonly agentHeader: string | undefined;
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** What `Recording.keep` added to the content type of a body. */
const agentNote = /; agent=([^;]+)$/;

async function readAgain(ports: ReplayPorts, parser: Parser, hash: string): Promise<ReadBody | undefined> {
  const kept = await ports.bodies.get(hash);
  if (!kept) return undefined;
  const { bytes } = kept;
  const contentType = kept.contentType.replace(agentNote, '');
  const outcome = await parser.parse(bytes, contentType, undefined);
  if (outcome.kind !== 'parsed' || outcome.parsed.message.kind !== 'inventory') return undefined;
  const { message } = outcome.parsed;
  const named = agentNote.exec(kept.contentType)?.[1];
  const agentHeader = named === undefined ? undefined : decodeURIComponent(named);
  const agentId = agentHeader ?? message.claims.deviceId ?? hash;
  return { message, agentId, agentHeader, bytes, contentType };
}
