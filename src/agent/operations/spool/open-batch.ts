import { closeSync, fdatasync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { z } from 'zod';
import type { OperationRecord } from '../../../../domain/operation-logs/index.ts';
import { readIfThere } from '../../store/files.ts';

const Head = z.strictObject({
  seq: z.int().min(0),
  /** Minutes ahead of UTC. */
  tz: z.int(),
  /** Of the rules of redaction. */
  rules: z.int().min(0),
  /** Milliseconds since the epoch. */
  begun: z.int(),
});
/** What a batch will say of itself. */
export type Head = z.infer<typeof Head>;

export interface WrittenBatch {
  readonly head: Head;
  readonly records: readonly OperationRecord[];
}

/** A loss of power costs at most what was recorded in this time; the end of the agent costs nothing. */
const syncWithinMs = 1_000;

/** The batch that is being written: a line with its head, then one for each record. */
export class OpenBatch {
  readonly head: Head;
  readonly #path: string;
  readonly #file: number;
  #records = 0;
  #bytes = 0;
  #sync: NodeJS.Timeout | undefined;

  constructor(path: string, head: Head) {
    this.#path = path;
    this.head = head;
    this.#file = openSync(path, 'ax', 0o600);
    this.#write(head);
  }

  get records(): number {
    return this.#records;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(record: OperationRecord): void {
    this.#write(record);
    this.#records++;
    this.#sync ??= setTimeout(() => {
      this.#sync = undefined;
      // The next one tries again; what cannot be written says so itself.
      fdatasync(this.#file, () => undefined);
    }, syncWithinMs).unref();
  }

  /** No more is added; what it holds can be read. */
  end(): WrittenBatch {
    clearTimeout(this.#sync);
    fsyncSync(this.#file);
    closeSync(this.#file);
    return writtenIn(this.#path) ?? { head: this.head, records: [] };
  }

  #write(value: object): void {
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    try {
      for (let at = 0; at < line.length;) at += writeSync(this.#file, line, at);
    } catch (error) {
      // Half a line would spoil the next one.
      ftruncateSync(this.#file, this.#bytes);
      throw error;
    }
    this.#bytes += line.length;
  }
}

/** What was written until the computer or the agent went down; a last line that is torn is no line. */
export function writtenIn(path: string): WrittenBatch | undefined {
  const lines = readIfThere(path)?.split('\n').slice(0, -1) ?? [];
  const [first, ...others] = lines.map(parsed);
  const head = Head.safeParse(first);
  if (!head.success) return undefined;
  const records = others.filter(each => typeof each === 'object' && each !== null);
  return { head: head.data, records: records as OperationRecord[] };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
