import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { PackageManifest } from '../../../domain/agents/index.ts';
import type { Opened, ServerClient } from '../server/client.ts';
import { isLater } from '../server/delivery.ts';
import { backOffMs } from '../spread.ts';
import { UpdateFault, withoutRoom } from './fault.ts';

export interface DownloadPorts {
  readonly agentId: string;
  readonly client: Pick<ServerClient, 'open'>;
  readonly log: Logger;
  readonly nowMs: () => number;
  /** Multiplies the waits; 1 but in tests. */
  readonly pace: number;
  readonly signal: AbortSignal;
}

/** A piece of what was kept of an earlier attempt may be spoilt; then it is fetched whole, once. */
const mostAttempts = 2;

/**
 * The file of a package at `path`, as it was signed. What was fetched before a line broke or the agent ended is not
 * fetched again. Rejects with an `UpdateFault`, and with the signal's reason.
 */
export async function download(
  manifest: PackageManifest,
  path: string,
  untilMs: number,
  ports: DownloadPorts,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  for (let attempt = 1; ; attempt++) {
    await fetchAll(manifest, path, untilMs, ports);
    if ((await sha256Of(path)) === manifest.sha256) return;
    await rm(path, { force: true });
    if (attempt === mostAttempts)
      throw new UpdateFault('UPDATE_DAMAGED', 'what the server hands out is not the file that was signed');
  }
}

async function fetchAll(
  { platform, version, size }: PackageManifest,
  path: string,
  untilMs: number,
  { agentId, client, log, nowMs, pace, signal }: DownloadPorts,
): Promise<void> {
  for (let failures = 0; ;) {
    signal.throwIfAborted();
    const had = sizeOf(path);
    if (had === size) return;
    if (had > size) await rm(path);
    const from = sizeOf(path);
    const answer = await client.open(`/agents/packages/${platform}/${version}`, from, signal);
    if (answer.chunks && startsAt(answer, from)) await keep(answer.chunks, path, from, size);
    else if (answer.status === 416) await rm(path, { force: true });
    else if (!answer.chunks && !isLater(answer.status))
      throw new UpdateFault('UPDATE_GONE', answer.said || `the server answered ${answer.status}`);
    const now = sizeOf(path);
    if (now === size) return;
    failures = now > from ? 1 : failures + 1;
    const restMs = backOffMs(agentId, failures, answer.retryAfterSeconds) * pace;
    if (nowMs() + restMs > untilMs)
      throw new UpdateFault('UPDATE_UNREACHABLE', `${now} of ${size} bytes came in time`);
    log.debug({ status: answer.status, said: answer.said, now, size }, 'the download goes on later');
    await wait(restMs, undefined, { signal });
  }
}

/** A server that hands out the whole although the rest was asked for is taken at its word: it is not appended. */
function startsAt({ status, contentRange }: Opened, from: number): boolean {
  return from === 0 ? status === 200 || status === 206 : contentRange?.startsWith(`bytes ${from}-`) === true;
}

/** What comes until the line breaks. Never more than the file is long. */
async function keep(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
  from: number,
  size: number,
): Promise<void> {
  const file = await open(path, from === 0 ? 'w' : 'a', 0o600);
  try {
    let total = from;
    for await (const chunk of chunks) {
      total += chunk.length;
      if (total > size) throw new UpdateFault('UPDATE_DAMAGED', `it is longer than the ${size} bytes signed`);
      await file.writeFile(chunk).catch((error: unknown) => {
        throw withoutRoom(error);
      });
    }
  } finally {
    await file.close();
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
