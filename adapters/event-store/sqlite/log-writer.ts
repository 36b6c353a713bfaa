import type { Retention } from '../../../domain/kernel/index.ts';
import { orderedTime } from '../encoding.ts';
import { judge, type StreamView } from '../expectation.ts';
import type { Connection } from './database.ts';
import { idOfBody, tagOf } from './ids.ts';
import type { AppendRequest, Written } from './messages.ts';

interface KnownStream {
  readonly no: number;
  revision: number;
}

/** Streams whose number and revision are remembered between commits. */
const rememberedStreams = 50_000;

/**
 * Appends many callers' events in one durable transaction. Every expectation is judged before anything of
 * its append is inserted, so that a refusal leaves nothing to undo and its neighbours unharmed.
 */
export class LogWriter {
  readonly #db: Connection;
  readonly #streams = new Map<string, KnownStream>();
  readonly #kinds = new Map<string, number>();
  readonly #statements: ReturnType<typeof prepareAll>;
  #dataVersion = -1;

  constructor(db: Connection) {
    this.#db = db;
    this.#statements = prepareAll(db);
  }

  get position(): number {
    return this.#head().position;
  }

  /** One answer per request, in order. Throws where the transaction failed; then nothing was kept. */
  commit(requests: readonly AppendRequest[]): Written[] {
    const { begin, commit, rollback, setHead } = this.#statements;
    begin.run();
    try {
      this.#forgetIfOthersWrote();
      const head = this.#head();
      const before = head.position;
      const results = requests.map(request => this.#append(request, head));
      if (head.position === before) rollback.run();
      else {
        setHead.run(head.position, head.at);
        commit.run();
      }
      return results;
    } catch (error) {
      this.#forget();
      if (this.#db.inTransaction) rollback.run();
      throw error;
    }
  }

  setRetention(category: string, { maxAgeDays = null, maxCount = null }: Nullable<Retention>): void {
    this.#db
      .prepare('INSERT OR REPLACE INTO retentions (category, max_age_days, max_count) VALUES (?, ?, ?)')
      .run(category, maxAgeDays, maxCount);
  }

  #append(
    { stream, category, expected, events }: AppendRequest,
    head: { position: number; at: number },
  ): Written {
    const known = this.#stream(stream);
    const view = this.#view(known);
    const judgement = judge(
      expected,
      events.map(event => event.id),
      view,
    );
    if (judgement.kind === 'conflict') return { kind: 'conflict', actual: view.revision, times: [] };
    if (judgement.kind === 'repeat' || events.length === 0) {
      const revision = judgement.kind === 'repeat' ? judgement.revision : view.revision;
      const position = known
        ? ((this.#statements.positionAt.get(known.no, revision) as number | undefined) ?? 0)
        : 0;
      return { kind: 'appended', revision, position, repeated: judgement.kind === 'repeat', times: [] };
    }
    const target = known ?? this.#createStream(stream);
    const times: number[] = [];
    for (const { id, type, at, body } of events) {
      head.at = orderedTime(at, head.at);
      times.push(head.at);
      const position = ++head.position;
      const revision = ++target.revision;
      this.#statements.insert.run(
        position,
        this.#kind(category, type),
        target.no,
        revision,
        tagOf(id),
        head.at,
        body,
      );
    }
    return {
      kind: 'appended',
      revision: target.revision,
      position: head.position,
      repeated: false,
      times,
    };
  }

  #head(): { position: number; at: number } {
    return this.#statements.head.get() as { position: number; at: number };
  }

  #stream(name: string): KnownStream | undefined {
    const remembered = this.#streams.get(name);
    if (remembered) return remembered;
    const row = this.#statements.stream.get(name) as
      { no: number; floor: number; last: number | null } | undefined;
    return row && this.#remember(name, { no: row.no, revision: Math.max(row.floor, row.last ?? -1) });
  }

  #createStream(name: string): KnownStream {
    const { lastInsertRowid } = this.#statements.insertStream.run(name);
    return this.#remember(name, { no: Number(lastInsertRowid), revision: -1 });
  }

  #remember(name: string, stream: KnownStream): KnownStream {
    if (this.#streams.size >= rememberedStreams) this.#streams.clear();
    this.#streams.set(name, stream);
    return stream;
  }

  #kind(category: string, type: string): number {
    const key = `${category}\0${type}`;
    let no = this.#kinds.get(key);
    if (no === undefined) {
      no = (this.#statements.kind.get(category, type) as number | undefined) ?? undefined;
      no ??= Number(this.#statements.insertKind.run(category, type).lastInsertRowid);
      this.#kinds.set(key, no);
    }
    return no;
  }

  #view(known: KnownStream | undefined): StreamView {
    const { bodyAt, tagged } = this.#statements;
    if (!known) return { revision: -1, idAt: () => undefined, find: () => -1 };
    const { no, revision } = known;
    const idAt = (at: number): string | undefined => {
      const body = bodyAt.get(no, at) as string | undefined;
      return body === undefined ? undefined : idOfBody(body);
    };
    return {
      revision,
      idAt,
      find(id, window) {
        const candidates = tagged.all(no, revision - window, tagOf(id)) as number[];
        return candidates.find(at => idAt(at) === id) ?? -1;
      },
    };
  }

  /** Another process's commit makes everything remembered doubtful; under the write lock this is certain. */
  #forgetIfOthersWrote(): void {
    const version = this.#statements.dataVersion.get() as number;
    if (version !== this.#dataVersion) this.#forget();
    this.#dataVersion = version;
  }

  #forget(): void {
    this.#streams.clear();
    this.#kinds.clear();
  }
}

type Nullable<T> = { readonly [K in keyof T]?: T[K] | null };

function prepareAll(db: Connection) {
  return {
    begin: db.prepare('BEGIN IMMEDIATE'),
    commit: db.prepare('COMMIT'),
    rollback: db.prepare('ROLLBACK'),
    dataVersion: db.prepare('PRAGMA data_version').pluck(),
    head: db.prepare('SELECT position, at FROM head'),
    setHead: db.prepare('UPDATE head SET position = ?, at = ?'),
    stream: db.prepare(
      'SELECT no, floor, (SELECT max(revision) FROM events WHERE stream = no) AS last FROM streams WHERE name = ?',
    ),
    insertStream: db.prepare('INSERT INTO streams (name) VALUES (?)'),
    kind: db.prepare('SELECT no FROM kinds WHERE category = ? AND type = ?').pluck(),
    insertKind: db.prepare('INSERT INTO kinds (category, type) VALUES (?, ?)'),
    insert: db.prepare(
      'INSERT INTO events (position, kind, stream, revision, tag, at, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
    ),
    positionAt: db.prepare('SELECT position FROM events WHERE stream = ? AND revision = ?').pluck(),
    bodyAt: db.prepare('SELECT body FROM events WHERE stream = ? AND revision = ?').pluck(),
    tagged: db.prepare('SELECT revision FROM events WHERE stream = ? AND revision > ? AND tag = ?').pluck(),
  };
}
