import { closeSync, existsSync, fstatSync, openSync } from 'node:fs';
import { bytesAt } from './bytes-at.ts';
import { writeAheadPages } from './write-ahead.ts';

const magic = 'SQLite format 3\u0000';
const usualPageSize = 4_096;

/**
 * The pages of a SQLite file as they lie on disk (sqlite.org/fileformat.html), those of its write-ahead log over them.
 * Nothing has to be sound for a page to be read but the page itself.
 */
export class FilePages {
  readonly size: number;
  /** Of the file and its log; a page that was cut off is counted no more. */
  readonly count: number;
  readonly #file: number;
  readonly #log: number | undefined;
  readonly #logged: ReadonlyMap<number, number>;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    const log = `${path}-wal`;
    this.#log = existsSync(log) ? openSync(log, 'r') : undefined;
    const written = this.#log === undefined ? undefined : writeAheadPages(this.#log);
    this.#logged = written?.pages ?? new Map();
    this.size = written?.pageSize ?? this.#pageSize();
    const whole = Math.floor(fstatSync(this.#file).size / this.size);
    this.count = Math.max(whole, ...this.#logged.keys());
  }

  /** Counted from 1; undefined: it is not there. */
  page(no: number): Buffer | undefined {
    if (!Number.isInteger(no) || no < 1 || no > this.count) return undefined;
    const logged = this.#logged.get(no);
    const page =
      logged === undefined
        ? bytesAt(this.#file, (no - 1) * this.size, this.size)
        : bytesAt(this.#log!, logged, this.size);
    return page.length === this.size ? page : undefined;
  }

  close(): void {
    closeSync(this.#file);
    if (this.#log !== undefined) closeSync(this.#log);
  }

  /** From the head of the file where that can be believed. */
  #pageSize(): number {
    const head = bytesAt(this.#file, 0, 18);
    if (head.length < 18 || head.toString('latin1', 0, 16) !== magic) return usualPageSize;
    const told = head.readUInt16BE(16) === 1 ? 65_536 : head.readUInt16BE(16);
    return told >= 512 && (told & (told - 1)) === 0 ? told : usualPageSize;
  }
}
