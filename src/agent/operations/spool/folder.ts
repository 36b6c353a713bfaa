import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../../store/files.ts';

/** Bytes and age that files of batches in one folder are kept within. */
export interface Bounds {
  readonly files?: number;
  readonly bytes?: number;
  /** Files that were put there before, in milliseconds since the epoch, go. */
  readonly since?: number;
}

interface Stored {
  readonly seq: number;
  readonly bytes: number;
  /** When it was put into the folder, in milliseconds since the epoch. */
  readonly at: number;
}

/** Batches as files named after their `seq`, oldest first. The folder is read anew each time. */
export class BatchFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** None where there is no such folder. */
  list(): readonly Stored[] {
    return namesIn(this.#path)
      .filter(name => /^\d{16}\.json$/.test(name))
      .sort()
      .flatMap(name => {
        const found = statSync(join(this.#path, name), { throwIfNoEntry: false });
        return found ? [{ seq: Number(name.slice(0, 16)), bytes: found.size, at: found.mtimeMs }] : [];
      });
  }

  has(seq: number): boolean {
    return statSync(this.pathOf(seq), { throwIfNoEntry: false }) !== undefined;
  }

  /** On disk when it returns. */
  put(seq: number, batch: object): void {
    writeWhole(this.pathOf(seq), JSON.stringify(batch));
  }

  read(seq: number): string {
    return readFileSync(this.pathOf(seq), 'utf8');
  }

  /** `nowMs`: from when it counts as put there. */
  moveTo(folder: BatchFolder, seq: number, nowMs: number): void {
    const to = folder.pathOf(seq);
    mkdirSync(folder.#path, { recursive: true, mode: 0o700 });
    utimesSync(this.pathOf(seq), nowMs / 1_000, nowMs / 1_000);
    renameSync(this.pathOf(seq), to);
  }

  remove(seq: number): void {
    rmSync(this.pathOf(seq), { force: true });
  }

  /** The oldest go until the rest is within bounds; how many went. `spared`: the newest is kept in any case. */
  keepWithin({ files = Infinity, bytes = Infinity, since = 0 }: Bounds, spared: 0 | 1 = 0): number {
    const stored = this.list();
    let left = stored.length;
    let sum = stored.reduce((total, one) => total + one.bytes, 0);
    let gone = 0;
    for (const one of stored.slice(0, stored.length - spared)) {
      if (left <= files && sum <= bytes && one.at >= since) continue;
      this.remove(one.seq);
      left--;
      sum -= one.bytes;
      gone++;
    }
    return gone;
  }

  pathOf(seq: number): string {
    return join(this.#path, `${String(seq).padStart(16, '0')}.json`);
  }
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
