import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writeWhole } from './files.ts';

const Parcel = z.strictObject({
  path: z.string(),
  contentType: z.string(),
  /** RFC 3339: when it was made. */
  at: z.string(),
  /** Base64. */
  body: z.string(),
});
/** A request that is to reach the server, sooner or later. */
export type Parcel = z.infer<typeof Parcel>;

export interface SpoolLimits {
  readonly parcels: number;
  readonly bytes: number;
}

export const defaultSpoolLimits: SpoolLimits = { parcels: 500, bytes: 64 * 1024 * 1024 };

interface Entry {
  readonly number: number;
  readonly bytes: number;
}

/**
 * What waits for the server, on disk and in order. Bounded: where there is no room the oldest goes, which
 * `onDropped` is told, so that the next look tells everything anew.
 */
export class Spool {
  readonly #folder: string;
  readonly #limits: SpoolLimits;
  readonly #onDropped: (parcels: number) => void;
  readonly #entries: Entry[];
  #next: number;

  constructor(
    folder: string,
    onDropped: (parcels: number) => void = () => undefined,
    limits: SpoolLimits = defaultSpoolLimits,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#onDropped = onDropped;
    this.#limits = limits;
    this.#entries = readdirSync(folder)
      .filter(name => /^\d{10}\.json$/.test(name))
      .sort()
      .map(name => ({ number: Number(name.slice(0, 10)), bytes: statSync(join(folder, name)).size }));
    this.#next = (this.#entries.at(-1)?.number ?? 0) + 1;
  }

  get length(): number {
    return this.#entries.length;
  }

  get bytes(): number {
    return this.#entries.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** On disk when it returns. */
  add(parcel: Parcel): void {
    const text = JSON.stringify(parcel);
    const bytes = Buffer.byteLength(text);
    let dropped = 0;
    while (this.#entries.length > 0 && this.#isFullFor(bytes)) {
      this.#remove(this.#entries[0]!);
      dropped++;
    }
    const entry = { number: this.#next++, bytes };
    writeWhole(this.#pathOf(entry), text);
    this.#entries.push(entry);
    if (dropped > 0) this.#onDropped(dropped);
  }

  /** The oldest parcel; one that the disk has spoilt is put away. */
  first(): Parcel | undefined {
    for (let entry = this.#entries[0]; entry; entry = this.#entries[0])
      try {
        return Parcel.parse(JSON.parse(readFileSync(this.#pathOf(entry), 'utf8')));
      } catch {
        this.#remove(entry);
      }
    return undefined;
  }

  /** The oldest has arrived, or will never be taken. */
  removeFirst(): void {
    const [entry] = this.#entries;
    if (entry) this.#remove(entry);
  }

  clear(): void {
    for (const entry of [...this.#entries]) this.#remove(entry);
  }

  #isFullFor(bytes: number): boolean {
    return this.#entries.length >= this.#limits.parcels || this.bytes + bytes > this.#limits.bytes;
  }

  #remove(entry: Entry): void {
    rmSync(this.#pathOf(entry), { force: true });
    this.#entries.splice(this.#entries.indexOf(entry), 1);
  }

  #pathOf({ number }: Entry): string {
    return join(this.#folder, `${String(number).padStart(10, '0')}.json`);
  }
}
