import { rollParts, type RunFacts } from '../facts.ts';
import type { Connection } from './schema.ts';

/** Devices and users remembered by their numbers; beyond that they are looked up anew. */
const mostRemembered = 50_000;

/** Number of a run, of the body it lies in, and where it begins there. */
interface RunPlace {
  readonly no: number;
  readonly body: number;
  readonly first: number;
}

/** Adds runs, their bodies and what is counted of them to a day's file. To be used within a transaction of the caller. */
export class RunWriter {
  readonly #statements: ReturnType<typeof prepareAll>;
  readonly #devices: Numbers;
  readonly #users: Numbers;
  #roll = new Map<number, number>();
  #records = 0;
  #batches = 0;
  #tMin = Number.MAX_SAFE_INTEGER;
  #tMax = 0;

  constructor(db: Connection) {
    this.#statements = prepareAll(db);
    const { device, newDevice, user, newUser } = this.#statements;
    this.#devices = new Numbers(device, newDevice);
    this.#users = new Numbers(user, newUser);
  }

  /** False: this device's run of that `seq` is there already, and nothing was added. */
  add(device: string, facts: RunFacts, { no, body, first }: RunPlace): boolean {
    const { seq, n, tMin, tMax, details, users, roll } = facts;
    const dev = this.#devices.of(device);
    if (this.#statements.run.run(no, dev, seq, body, first, n, tMin, tMax, details).changes === 0)
      return false;
    for (const [name, records] of users) this.#statements.runOfUser.run(this.#users.of(name), no, records);
    for (let i = 0; i < roll.length; i += 2) {
      const key = roll[i] as number;
      this.#roll.set(key, (this.#roll.get(key) ?? 0) + (roll[i + 1] as number));
    }
    this.#records += n;
    this.#batches++;
    this.#tMin = Math.min(this.#tMin, tMin);
    this.#tMax = Math.max(this.#tMax, tMax);
    return true;
  }

  /** Number of a device in this file. */
  numberOf(device: string): number {
    return this.#devices.of(device);
  }

  addBody(no: number, bytes: Uint8Array): void {
    this.#statements.body.run(no, bytes);
  }

  /** Writes what has been counted since the last time. To be called before each commit. */
  count(): void {
    if (this.#batches === 0) return;
    for (const [key, n] of this.#roll) {
      const { quarter, detail, marked } = rollParts(key);
      this.#statements.roll.run(quarter, detail, marked, n);
    }
    this.#statements.head.run(this.#records, this.#batches, this.#tMin, this.#tMax);
    this.#begin();
  }

  /** After a transaction that was rolled back: nothing of it is counted or remembered. */
  forget(): void {
    this.#begin();
    this.#devices.forget();
    this.#users.forget();
  }

  #begin(): void {
    this.#roll = new Map();
    this.#records = 0;
    this.#batches = 0;
    this.#tMin = Number.MAX_SAFE_INTEGER;
    this.#tMax = 0;
  }
}

type Find = ReturnType<Connection['prepare']>;

/** Texts of a table by their numbers. */
class Numbers {
  readonly #find: Find;
  readonly #add: Find;
  readonly #known = new Map<string, number>();

  constructor(find: Find, add: Find) {
    this.#find = find;
    this.#add = add;
  }

  of(text: string): number {
    let no = this.#known.get(text);
    if (no !== undefined) return no;
    if (this.#known.size >= mostRemembered) this.#known.clear();
    no = (this.#find.get(text) as number | undefined) ?? Number(this.#add.run(text).lastInsertRowid);
    this.#known.set(text, no);
    return no;
  }

  forget(): void {
    this.#known.clear();
  }
}

function prepareAll(db: Connection) {
  return {
    run: db.prepare('INSERT OR IGNORE INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    body: db.prepare('INSERT INTO body VALUES (?, ?)'),
    device: db.prepare('SELECT no FROM device WHERE id = ?').pluck(),
    newDevice: db.prepare('INSERT INTO device (id) VALUES (?)'),
    user: db.prepare('SELECT no FROM user WHERE name = ?').pluck(),
    newUser: db.prepare('INSERT INTO user (name) VALUES (?)'),
    runOfUser: db.prepare('INSERT INTO run_of_user VALUES (?, ?, ?)'),
    roll: db.prepare('INSERT INTO roll VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n'),
    head: db.prepare(
      `UPDATE head SET records = records + ?, batches = batches + ?, t_min = min(t_min, ?), t_max = max(t_max, ?),
        root = NULL`,
    ),
  };
}
