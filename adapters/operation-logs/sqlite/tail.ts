import { foldText } from '../../../projections/kernel/query.ts';
import { readable } from './index-day.ts';
import type { Connection } from './schema.ts';
import { wayHash } from '../segment/keys.ts';
import type { FoundBody } from './segment-lookup.ts';
import { waysOf } from '../segment/ways.ts';

interface TailBody extends FoundBody {
  /** All its texts folded, NUL between. */
  readonly texts: string;
  readonly ways: ReadonlySet<number>;
}

/** What no segment covers yet: its texts are kept folded, as opening each body for each question would be slow. */
export class Tail {
  readonly #bodies = new Map<number, TailBody>();
  readonly #newer: ReturnType<Connection['prepare']>;
  #last = 0;
  #covered = 0;
  #current = false;

  constructor(db: Connection) {
    this.#newer = db.prepare(
      `SELECT body.no, dev, device.id AS device, b FROM body JOIN run ON run.no = body.no
        JOIN device ON device.no = dev WHERE body.no > ? ORDER BY body.no`,
    );
  }

  withParts(parts: readonly string[]): FoundBody[] {
    return this.#all().filter(({ texts }) => parts.every(part => texts.includes(part)));
  }

  withWay(key: string): FoundBody[] {
    const hash = wayHash(key);
    return this.#all().filter(({ ways }) => ways.has(hash));
  }

  /** Segments cover what is up to `covered`. What came since is read when it is asked for. */
  refresh(covered: number): void {
    this.#covered = covered;
    this.#current = false;
  }

  #all(): TailBody[] {
    if (!this.#current) this.#read();
    this.#current = true;
    return [...this.#bodies.values()];
  }

  #read(): void {
    for (const no of this.#bodies.keys()) {
      if (no > this.#covered) break;
      this.#bodies.delete(no);
    }
    const rows = this.#newer.iterate(Math.max(this.#covered, this.#last)) as IterableIterator<{
      no: number;
      dev: number;
      device: string;
      b: Buffer;
    }>;
    for (const { no, dev, device, b } of rows) {
      this.#last = no;
      const body = readable(b);
      if (!body) continue;
      this.#bodies.set(no, {
        no,
        dev,
        tMin: body.times[0] as number,
        tMax: body.times[body.n - 1] as number,
        texts: foldText(body.texts.joined()),
        ways: new Set([...waysOf(device, body).keys()].map(wayHash)),
      });
    }
  }
}
