import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
  batchOf,
  checkBatch,
  mostRecords,
  type OperationRecord,
} from '../../../../domain/operation-logs/index.ts';
import { BatchFolder } from './folder.ts';
import { OpenBatch, writtenIn, type WrittenBatch } from './open-batch.ts';

const mebibyte = 1_048_576;
const dayMs = 86_400_000;

export interface SpoolBounds {
  /** Bytes of batches that wait. */
  readonly waiting: number;
  /** Bytes of a batch as it is written: it is ended before it has grown by far beyond. */
  readonly batch: number;
  /** Bytes of batches that have arrived and are kept for a day. */
  readonly sent: number;
  /** Batches that the server refused. */
  readonly aside: number;
}

export const operationBounds: SpoolBounds = {
  waiting: 64 * mebibyte,
  batch: 2 * mebibyte,
  sent: 16 * mebibyte,
  aside: 20,
};

export interface OperationSpoolPorts {
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Minutes that the computer's clock is ahead of UTC at a time. */
  readonly minutesAhead: (time: number) => number;
}

/** The folders of a spool; reading them disturbs nobody who writes. */
export function foldersIn(folder: string) {
  const at = (name: string) => new BatchFolder(join(folder, name));
  return { waiting: at('waiting'), sent: at('sent'), aside: at('aside') };
}

export function openFileIn(folder: string): string {
  return join(folder, 'open.ndjson');
}

/**
 * Records on disk, in order, until the server has them: one batch that is written line by line, and those that wait.
 * What was recorded survives the end of the agent at any moment. One process alone writes into the folder.
 */
export class OperationSpool {
  readonly #folder: string;
  readonly #ports: OperationSpoolPorts;
  readonly #bounds: SpoolBounds;
  readonly #folders: ReturnType<typeof foldersIn>;
  #last: number;
  #open: OpenBatch | undefined;
  #failing = false;

  constructor(folder: string, ports: OperationSpoolPorts, bounds: SpoolBounds = operationBounds) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#ports = ports;
    this.#bounds = bounds;
    this.#folders = foldersIn(folder);
    const { waiting, sent, aside } = this.#folders;
    this.#last = Math.max(0, ...[waiting, sent, aside].map(each => each.list().at(-1)?.seq ?? 0));
    this.#recover();
  }

  /** When the batch was begun that is being written; undefined: there is none. */
  get begun(): number | undefined {
    return this.#open?.head.begun;
  }

  /** Whether the batch that is being written has no room for more. */
  get isFull(): boolean {
    return this.#open !== undefined && this.#isFull(this.#open);
  }

  /** Oldest first. */
  get waiting(): readonly number[] {
    return this.#folders.waiting.list().map(({ seq }) => seq);
  }

  /**
   * Written down when it returns. `rules`: the version of the settings it was recorded by. Where the disk takes no
   * more the record is lost, which is logged once.
   */
  add(record: OperationRecord, rules: number): void {
    try {
      const tz = this.#ports.minutesAhead(record.time);
      const open = this.#open;
      if (open && (open.head.rules !== rules || open.head.tz !== tz || this.#isFull(open))) this.end();
      this.#open ??= this.#begin(tz, rules);
      this.#open.add(record);
      this.#failing = false;
    } catch (error) {
      if (!this.#failing) this.#ports.log.error({ err: error }, 'operations cannot be written down');
      this.#failing = true;
    }
  }

  /** The batch that is being written waits from now on. */
  end(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    this.#store(open.end());
  }

  /** As the server is told it. */
  read(seq: number): string {
    return this.#folders.waiting.read(seq);
  }

  /** The server has it; it is kept for a day, in case the server loses it. */
  arrived(seq: number): void {
    const { waiting, sent } = this.#folders;
    waiting.moveTo(sent, seq, this.#ports.now());
    // The newest says which number was used last.
    sent.keepWithin({ bytes: this.#bounds.sent, since: this.#ports.now() - dayMs }, 1);
  }

  /** Batches with these numbers, both included, that have arrived wait once more; how many. */
  again(from: number, until: number): number {
    return waitAgain(this.#folders, this.#ports.now(), seq => seq >= from && seq <= until);
  }

  /** The server will never take it. */
  putAside(seq: number): void {
    const { waiting, aside } = this.#folders;
    waiting.moveTo(aside, seq, this.#ports.now());
    aside.keepWithin({ files: this.#bounds.aside }, 1);
  }

  /** What waits longer than so many days goes, and the oldest where there is too much. */
  keepWithin(retentionDays: number): void {
    const since = this.#ports.now() - retentionDays * dayMs;
    const dropped = this.#folders.waiting.keepWithin({ bytes: this.#bounds.waiting, since });
    if (dropped > 0) this.#ports.log.warn({ dropped }, 'operations were dropped: the oldest that waited');
  }

  /** Another agent goes on on this computer: nothing of this one is left. */
  clear(): void {
    this.#open?.end();
    this.#open = undefined;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #begin(tz: number, rules: number): OpenBatch {
    const now = this.#ports.now();
    this.#last = Math.max(now, this.#last + 1);
    return new OpenBatch(openFileIn(this.#folder), { seq: this.#last, tz, rules, begun: now });
  }

  #isFull({ records, bytes }: OpenBatch): boolean {
    return records >= mostRecords || bytes >= this.#bounds.batch;
  }

  /** What was being written when the agent ended. */
  #recover(): void {
    const written = writtenIn(openFileIn(this.#folder));
    if (!written) return rmSync(openFileIn(this.#folder), { force: true });
    const { waiting, sent, aside } = this.#folders;
    this.#last = Math.max(this.#last, written.head.seq);
    // It went down between storing the batch and removing what it was made of.
    if ([waiting, sent, aside].some(each => each.has(written.head.seq)))
      rmSync(openFileIn(this.#folder), { force: true });
    else this.#store(written);
  }

  #store({ head, records }: WrittenBatch): void {
    const { seq, tz, rules } = head;
    if (records.length > 0) {
      const checked = checkBatch(batchOf(records, { seq, tz, rules }));
      if ('batch' in checked) this.#folders.waiting.put(seq, checked.batch);
      else this.#ports.log.error({ seq, fault: checked.fault }, 'operations that no server would take');
    }
    rmSync(openFileIn(this.#folder), { force: true });
  }
}

/** Batches that arrived within the last day wait once more: for a server that has lost them. How many. */
export function sendAgain(folder: string, now: number): number {
  return waitAgain(foldersIn(folder), now, () => true);
}

function waitAgain(
  { waiting, sent }: ReturnType<typeof foldersIn>,
  now: number,
  isWanted: (seq: number) => boolean,
): number {
  const arrived = sent.list().filter(({ seq }) => isWanted(seq));
  for (const { seq } of arrived) sent.moveTo(waiting, seq, now);
  return arrived.length;
}
