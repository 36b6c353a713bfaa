import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Answer, ServerClient } from '../server/client.ts';
import { isLater, type Patience } from '../server/delivery.ts';
import type { OperationSpool } from './spool/operation-spool.ts';

export const operationsPath = '/agents/operations';

const compress = promisify(gzip);
/** Batches, and bytes as they travel, of one request. */
const mostBatches = 20;
const mostBytes = 4 * 1_048_576;
/** Bytes before they are compressed: no more is held in memory. */
const mostRaw = 16 * 1_048_576;
/** A server that takes no operation logs is asked again after so long. */
const declinedMs = 30 * 60_000;

const Answered = z.object({
  batches: z
    .array(
      z.object({
        seq: z.int().min(0),
        state: z.enum(['recorded', 'repeated', 'discarded', 'refused']),
        fault: z.object({ at: z.string().max(200), what: z.string().max(500) }).optional(),
      }),
    )
    .max(mostBatches),
});
type Outcome = z.infer<typeof Answered>['batches'][number];

export interface UploadPorts {
  readonly client: Pick<ServerClient, 'ask'>;
  readonly patience: Patience;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly pace: number;
  readonly onAnswer: (answer: Answer) => void;
}

interface Parcel {
  readonly seqs: readonly number[];
  readonly body: Uint8Array;
}

/** Brings batches of operations to the server, oldest first and several at once after a while without it. */
export class OperationUpload {
  readonly #ports: UploadPorts;
  #atOnce = mostBatches;
  #declinedUntil = 0;

  constructor(ports: UploadPorts) {
    this.#ports = ports;
  }

  /** Milliseconds since the epoch before which the server does not want any. */
  get notBefore(): number {
    return this.#declinedUntil;
  }

  /** As long as the server takes them and something waits. */
  async drain(spool: OperationSpool): Promise<void> {
    const { client, patience, now, onAnswer } = this.#ports;
    while (patience.left(now()) === 0 && now() >= this.#declinedUntil) {
      const parcel = await this.#pack(spool);
      if (!parcel) return;
      const answer = await client.ask({
        method: 'POST',
        path: operationsPath,
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: parcel.body,
      });
      patience.heard(answer, now());
      onAnswer(answer);
      this.#heard(answer, parcel, spool);
    }
  }

  #heard(answer: Answer, { seqs }: Parcel, spool: OperationSpool): void {
    const { log } = this.#ports;
    const { status, said } = answer;
    if (isLater(status)) log.warn({ status, said }, 'operations are not delivered yet');
    else if (status === 200) this.#settle(answer.body, seqs, spool);
    else if (status !== 400 && status !== 413) this.#decline(said);
    else if (seqs.length > 1) this.#atOnce = Math.ceil(seqs.length / 2);
    else {
      log.error({ seq: seqs[0], said }, 'operations were refused for good and are put aside');
      spool.putAside(seqs[0]!);
    }
  }

  #settle(body: unknown, seqs: readonly number[], spool: OperationSpool): void {
    const answered = Answered.safeParse(body);
    const known = (answered.data?.batches ?? []).filter(({ seq }) => seqs.includes(seq));
    const outcomes = new Map(known.map(one => [one.seq, one]));
    if (outcomes.size === 0) return this.#decline('it answered nothing that belongs to the question');
    this.#atOnce = mostBatches;
    for (const outcome of outcomes.values()) this.#end(outcome, spool);
  }

  #end({ seq, state, fault }: Outcome, spool: OperationSpool): void {
    const { log } = this.#ports;
    if (state === 'refused') {
      log.error({ seq, fault }, 'operations were refused for good and are put aside');
      return spool.putAside(seq);
    }
    if (state === 'discarded') log.warn({ seq }, 'the server discarded operations as too old');
    spool.arrived(seq);
  }

  #decline(said: string): void {
    this.#ports.log.warn({ said }, 'the server takes no operations; they wait');
    this.#declinedUntil = this.#ports.now() + declinedMs * this.#ports.pace;
  }

  async #pack(spool: OperationSpool): Promise<Parcel | undefined> {
    const seqs: number[] = [];
    const texts: string[] = [];
    let raw = 0;
    for (const seq of spool.waiting.slice(0, this.#atOnce)) {
      const text = spool.read(seq);
      raw += text.length;
      if (raw > mostRaw && seqs.length > 0) break;
      seqs.push(seq);
      texts.push(text);
    }
    for (let count = seqs.length; count > 0; count = Math.floor(count / 2)) {
      const body = await compress(`{"batches":[${texts.slice(0, count).join(',')}]}`);
      if (body.length <= mostBytes || count === 1) return { seqs: seqs.slice(0, count), body };
    }
    return undefined;
  }
}
