import { foldText } from '../../../projections/kernel/index.ts';
import { coveredUpTo } from './day-writer.ts';
import { readable } from './index-day.ts';
import type { Connection } from './schema.ts';
import { wayHash } from './segment/keys.ts';
import type { FoundBody } from './segment/lookup.ts';
import { waysOf } from './segment/ways.ts';

interface TailBody extends FoundBody {
  /** All its texts folded, NUL between. */
  readonly texts: string;
  readonly ways: ReadonlySet<number>;
}

/** What no segment covers yet: its texts are kept folded, as opening each body for each question would be slow. */
export class Tail {
  readonly #bodies = new Map<number, TailBody>();
  readonly #db: Connection;
  readonly #newer: ReturnType<Connection['prepare']>;
  #last = 0;

  constructor(db: Connection) {
    this.#db = db;
    this.#newer = db.prepare(
      `SELECT body.no, dev, device.id AS device, b FROM body JOIN run ON run.no = body.no
        JOIN device ON device.no = dev WHERE body.no > ? ORDER BY body.no`,
    );
  }

  withParts(parts: readonly string[]): FoundBody[] {
    return this.#current().filter(({ texts }) => parts.every(part => texts.includes(part)));
  }

  withWay(key: string): FoundBody[] {
    const hash = wayHash(key);
    return this.#current().filter(({ ways }) => ways.has(hash));
  }

  #current(): TailBody[] {
    const covered = coveredUpTo(this.#db);
    for (const no of this.#bodies.keys()) {
      if (no > covered) break;
      this.#bodies.delete(no);
    }
    const rows = this.#newer.iterate(Math.max(covered, this.#last)) as IterableIterator<{
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
    return [...this.#bodies.values()];
  }
}
