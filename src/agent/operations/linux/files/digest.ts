import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { idOf, pathOf, type Entry } from './entry.ts';

/** Larger files have no digest of their content; their beginning, middle and end tell copies from others. */
export const largestDigested = 64 * 1_048_576;
const pieceBytes = 262_144;
const sampleBytes = 1_048_576;
/** Milliseconds of rest after each piece: what people do goes first. */
const restMs = 4;
const remembered = 10_000;

export interface Digested {
  /** First 32 hexadecimal digits of the SHA-256 of the content, or of what stands for it. */
  readonly digest: string;
  readonly isWhole: boolean;
  /** CRC-32 of what was read, as zip archives say it of the files in them. */
  readonly sum: number;
}

/** What files hold, as digests: read once for each state of a file, one after the other, and gently. */
export class Digests {
  readonly #known = new Map<string, Digested>();
  readonly #pace: number;

  constructor(pace: number) {
    this.#pace = pace;
  }

  /** Undefined where the file cannot be read, or is another by now. */
  async of(entry: Entry): Promise<Digested | undefined> {
    const known = this.known(entry);
    if (known) return known;
    const key = stateOf(entry);
    const found = await this.#read(entry).catch(() => undefined);
    if (found === undefined) return undefined;
    if (this.#known.size >= remembered) this.#known.delete(this.#known.keys().next().value!);
    this.#known.set(key, found);
    return found;
  }

  /** Without reading anything. */
  known(entry: Entry): Digested | undefined {
    return this.#known.get(stateOf(entry));
  }

  async #read(entry: Entry): Promise<Digested | undefined> {
    const { id, size } = entry;
    const file = await openQuietly(pathOf(entry));
    try {
      // Whoever owns a folder on the way could lead the agent elsewhere.
      const stats = await file.stat();
      if (idOf(stats) !== id || stats.size !== size) return undefined;
      const isWhole = size <= largestDigested;
      const hash = createHash('sha256');
      const parts = isWhole ? [{ from: 0, length: size }] : samplesOf(size);
      let sum = 0;
      for (const { from, length } of parts)
        await this.#add(file, from, length, bytes => {
          hash.update(bytes);
          sum = crc32(bytes, sum);
        });
      return { digest: hash.digest('hex').slice(0, 32), isWhole, sum };
    } finally {
      await file.close();
    }
  }

  async #add(file: FileHandle, from: number, length: number, take: (bytes: Buffer) => void): Promise<void> {
    const buffer = Buffer.alloc(Math.min(pieceBytes, length));
    for (let at = 0; at < length;) {
      const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, length - at), from + at);
      if (bytesRead === 0) throw new Error('it became shorter while it was read');
      take(buffer.subarray(0, bytesRead));
      at += bytesRead;
      if (at < length) await wait(restMs * this.#pace);
    }
  }
}

function stateOf({ id, size, modified }: Entry): string {
  return `${id} ${size} ${modified}`;
}

function samplesOf(size: number): readonly { readonly from: number; readonly length: number }[] {
  return [0, Math.floor((size - sampleBytes) / 2), size - sampleBytes].map(from => ({
    from,
    length: sampleBytes,
  }));
}

/** Reading for a digest is no use of the file; neither is a pipe that took its place waited for. */
export async function openQuietly(path: string): Promise<FileHandle> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  try {
    return await open(path, flags | constants.O_NOATIME);
  } catch (error) {
    // Only owners, and root, may leave no trace.
    if ((error as NodeJS.ErrnoException).code === 'EPERM') return open(path, flags);
    throw error;
  }
}
