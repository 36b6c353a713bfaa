import { categoryOf, type StoredEvent } from '../../../domain/kernel/index.ts';
import { guarded } from '../../shared/sqlite-errors.ts';
import type { LogLimits, LogTakeover } from '../contract.ts';
import { encode } from '../encoding.ts';
import { openSqliteEventStore } from '../sqlite.ts';
import { markComplete, openForFilling, type Connection } from './database.ts';
import { tagOf } from './ids.ts';

/** Events written in one transaction. */
const chunk = 5_000;

/**
 * Fills a file with the events of another log, positions included, so that nothing that depends on them changes.
 * Throws StoreUnavailableError where the file holds a log already, or something else.
 */
export async function takeOverIntoSqlite(file: string): Promise<LogTakeover> {
  const db = openForFilling(file);
  const log = await openSqliteEventStore(file, { readOnly: true, filling: true }).catch((error: unknown) => {
    db.close();
    throw error;
  });
  const filler = new Filler(db);
  return {
    log,
    async last() {
      return log.eventAt(await log.lastPosition());
    },
    async take(events) {
      for (let from = 0; from < events.length; from += chunk)
        guarded(file, () => filler.take(events.slice(from, from + chunk)));
    },
    async limit(limits) {
      guarded(file, () => filler.limit(limits));
    },
    async complete(moved) {
      guarded(file, () => filler.complete(moved));
    },
    async close() {
      await log.close();
      db.close();
    },
  };
}

class Filler {
  readonly take: (events: readonly StoredEvent[]) => void;
  readonly limit: (limits: LogLimits) => void;
  readonly complete: (moved: StoredEvent) => void;
  readonly #statements: ReturnType<typeof prepareAll>;
  readonly #streams = new Map<string, number>();
  readonly #kinds = new Map<string, number>();

  constructor(db: Connection) {
    this.#statements = prepareAll(db);
    this.take = db.transaction((events: readonly StoredEvent[]) => this.#insert(events)).immediate;
    this.limit = db.transaction((limits: LogLimits) => this.#limit(limits)).immediate;
    this.complete = db.transaction((moved: StoredEvent) => {
      this.#insert([moved]);
      markComplete(db);
    }).immediate;
  }

  #insert(events: readonly StoredEvent[]): void {
    let at = 0;
    for (const event of events) {
      const encoded = encode(event);
      at = encoded.at;
      this.#statements.insert.run(
        event.position,
        this.#kind(categoryOf(event.stream), event.type),
        this.#stream(event.stream),
        event.revision,
        tagOf(event.id),
        at,
        encoded.body,
      );
    }
    const last = events.at(-1);
    if (last) this.#statements.setHead.run(last.position, at);
  }

  #limit({ retentions, beginnings }: LogLimits): void {
    for (const [category, { maxAgeDays = null, maxCount = null }] of retentions)
      this.#statements.setRetention.run(category, maxAgeDays, maxCount);
    for (const [stream, next] of beginnings) {
      const no = this.#stream(stream);
      this.#statements.remove.run(no, next);
      this.#statements.setFloor.run(next - 1, no);
    }
  }

  #stream(name: string): number {
    return numberOf(this.#streams, name, () => {
      this.#statements.insertStream.run(name);
      return this.#statements.stream.get(name) as number;
    });
  }

  #kind(category: string, type: string): number {
    return numberOf(this.#kinds, `${category}\0${type}`, () => {
      this.#statements.insertKind.run(category, type);
      return this.#statements.kind.get(category, type) as number;
    });
  }
}

/** Streams remembered; a log may have millions. */
const mostRemembered = 200_000;

function numberOf(known: Map<string, number>, name: string, find: () => number): number {
  const before = known.get(name);
  if (before !== undefined) return before;
  if (known.size >= mostRemembered) known.clear();
  const found = find();
  known.set(name, found);
  return found;
}

function prepareAll(db: Connection) {
  return {
    insert: db.prepare(
      'INSERT INTO events (position, kind, stream, revision, tag, at, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    setHead: db.prepare('UPDATE head SET position = ?, at = ?'),
    insertStream: db.prepare('INSERT OR IGNORE INTO streams (name) VALUES (?)'),
    stream: db.prepare('SELECT no FROM streams WHERE name = ?').pluck(),
    insertKind: db.prepare('INSERT OR IGNORE INTO kinds (category, type) VALUES (?, ?)'),
    kind: db.prepare('SELECT no FROM kinds WHERE category = ? AND type = ?').pluck(),
    setRetention: db.prepare(
      'INSERT OR REPLACE INTO retentions (category, max_age_days, max_count) VALUES (?, ?, ?)',
    ),
    remove: db.prepare('DELETE FROM events WHERE stream = ? AND revision < ?'),
    setFloor: db.prepare('UPDATE streams SET floor = max(floor, ?) WHERE no = ?'),
  };
}
