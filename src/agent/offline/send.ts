import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { AgentFault } from '../fault.ts';
import type { Answer, ServerClient } from '../server/client.ts';
import { isLater, Patience } from '../server/delivery.ts';
import { writeLists, type Sent } from './delivery-lists.ts';
import { resultsIn, type FoundResults } from './found.ts';

export interface SendPorts {
  readonly agentId: string;
  readonly client: Pick<ServerClient, 'ask'>;
  readonly now: () => Date;
  /** Multiplies the waits; 1 but in tests. */
  readonly pace: number;
  /** After each file. */
  readonly onProgress: (done: number, total: number) => void;
  /** Why the results of a computer were not taken; for people. */
  readonly onFailed: (results: FoundResults, why: string) => void;
}

export interface Delivered {
  readonly delivered: readonly Sent[];
  readonly failed: readonly Sent[];
}

/** A server that is in trouble is asked so often for one file; then the rest is left for another day. */
const attempts = 6;

const Taken = z.object({ hostName: z.string() });

/**
 * Sends the results of a folder to the server, oldest first, and writes down in it whose were taken and whose were not.
 * Throws `SERVER_UNREACHABLE` where the server does not answer any more; the lists are written then, too.
 */
export async function sendResults(data: string, ports: SendPorts): Promise<Delivered> {
  const found = await resultsIn(data);
  const delivered: Sent[] = [];
  const failed: Sent[] = [];
  const fail = (results: FoundResults, why: string) => {
    failed.push({ hostName: results.hostName, at: ports.now() });
    ports.onFailed(results, why);
  };
  let unreachable: string | undefined;
  for (const [index, results] of found.entries()) {
    const answer = unreachable === undefined ? await sendOne(results, ports) : unreachable;
    if (typeof answer === 'string') fail(results, answer);
    else if (isLater(answer.status)) fail(results, (unreachable = answer.said));
    else if (answer.status >= 400) fail(results, answer.said);
    else delivered.push({ hostName: hostIn(answer) ?? results.hostName, at: ports.now() });
    ports.onProgress(index + 1, found.length);
  }
  writeLists(data, delivered, failed);
  if (unreachable !== undefined)
    throw new AgentFault(
      'SERVER_UNREACHABLE',
      `${failed.length} of ${found.length} not sent: ${unreachable}`,
    );
  return { delivered, failed };
}

/** The answer; or why the file was not even sent. */
async function sendOne(results: FoundResults, ports: SendPorts): Promise<Answer | string> {
  if (results.tooLarge) return 'the file is larger than any results';
  const body = contentOf(results.path);
  if (!body) return 'the file cannot be read';
  const patience = new Patience(ports.agentId, ports.pace);
  for (let attempt = 1; ; attempt++) {
    const answer = await ports.client.ask({
      method: 'POST',
      path: '/agents/offline-inventory',
      headers: { 'content-type': 'application/octet-stream' },
      body,
    });
    const nowMs = ports.now().getTime();
    patience.heard(answer, nowMs);
    if (!isLater(answer.status) || attempt === attempts) return answer;
    await pause(patience.left(nowMs));
  }
}

function contentOf(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

const hostIn = ({ body }: Answer) => Taken.safeParse(body).data?.hostName;
