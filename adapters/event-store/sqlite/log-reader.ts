import { categoryOf } from '../../../domain/kernel/index.ts';
import type { PageRequest } from '../paging.ts';
import type { Connection } from './database.ts';
import { idOfBody, tagOf } from './ids.ts';
import { mergePositions } from './merge.ts';
import type { RawEvents, StreamRequest } from './messages.ts';
import { pageCharacters } from './raw-events.ts';

const rememberedStreams = 50_000;

interface Kind {
  readonly no: number;
  readonly category: string;
  readonly type: string;
}

interface Row {
  readonly position: number;
  readonly kind: number;
  readonly stream: number;
  readonly revision: number;
  readonly at: number;
  readonly body: string;
}

const columns = 'position, kind, stream, revision, at, body';

/** Answers short reads, each from one consistent state of the file. */
export class LogReader {
  readonly #db: Connection;
  readonly #streams = new Map<number, string>();
  #kinds: readonly Kind[] = [];
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor(db: Connection) {
    this.#db = db;
    this.#statements = prepareAll(db);
    this.page = db.transaction(this.page.bind(this));
    this.stream = db.transaction(this.stream.bind(this));
  }

  lastPosition(): number {
    return this.#statements.head.get() as number;
  }

  /** Changes whenever any other connection has written. */
  dataVersion(): number {
    return this.#statements.dataVersion.get() as number;
  }

  page(request: PageRequest): RawEvents {
    const { after, backward, limit } = request;
    const last = this.lastPosition();
    const low = backward ? (request.until ?? 1) : after + 1;
    const high = backward ? Math.min(after - 1, last) : Math.min(request.until ?? last, last);
    const span: Span = { low: Math.max(low, 1), high, limit, backward };
    const kinds = this.#wantedKinds(request);
    const rows = kinds === 'all' ? this.#range(span) : this.#filtered(span, kinds);
    const page = this.#collect(rows, limit);
    if (!page.end) return page;
    return { ...page, position: backward ? Math.max(low - 1, 0) : Math.max(high, after) };
  }

  stream({ stream, from, limit }: StreamRequest): RawEvents {
    const no = this.#statements.streamNo.get(stream) as number | undefined;
    if (no === undefined) return { cells: [], position: 0, end: true };
    return this.#collect(this.#statements.ofStream.iterate(no, from, limit) as IterableIterator<Row>, limit);
  }

  revisionOf(stream: string, eventId: string): number {
    const no = this.#statements.streamNo.get(stream) as number | undefined;
    if (no === undefined) return -1;
    const candidates = this.#statements.tagged.all(no, tagOf(eventId)) as {
      revision: number;
      body: string;
    }[];
    return candidates.find(({ body }) => idOfBody(body) === eventId)?.revision ?? -1;
  }

  /** Faults of the file; none is a good sign. Reads everything. */
  integrity(): readonly string[] {
    const structure = this.#db.prepare('PRAGMA integrity_check(20)').pluck().all() as string[];
    const faults = structure.filter(line => line !== 'ok');
    // Pages in disorder may send a scan anywhere; what they hold is looked at only where they are sound.
    return faults.length > 0 ? faults : [...this.#faultsOfRows()];
  }

  /** What the schema cannot say: a body is written in one way only, and what is derived from it agrees. */
  *#faultsOfRows(): Generator<string> {
    for (const row of this.#statements.everything.iterate() as Iterable<CheckedRow>) {
      const place = `event at position ${row.position}`;
      if (!isAsWritten(row.body)) yield `${place}: its text is not as it was written`;
      else if (tagOf(idOfBody(row.body)) !== row.tag) yield `${place}: its tag is not that of its id`;
      if (row.name === null || row.category !== categoryOf(row.name))
        yield `${place}: its stream and kind disagree`;
      if (row.position > row.last) yield `${place}: lies beyond the end of the log at ${row.last}`;
    }
  }

  #collect(rows: Iterable<Row>, limit: number): RawEvents {
    const cells: (string | number)[] = [];
    let count = 0;
    let characters = 0;
    let position = 0;
    for (const row of rows) {
      position = row.position;
      cells.push(
        position,
        this.#streamName(row.stream),
        row.revision,
        this.#typeOf(row.kind),
        row.at,
        row.body,
      );
      count++;
      characters += row.body.length;
      if (characters >= pageCharacters) return { cells, position, end: false };
    }
    return { cells, position, end: count < limit };
  }

  #range({ low, high, limit, backward }: Span): Iterable<Row> {
    const { forward, reverse } = this.#statements;
    return (backward ? reverse : forward).iterate(low, high, limit) as IterableIterator<Row>;
  }

  /** Index entries say which positions are wanted; the rows come one by one, or as a range where they lie close. */
  #filtered(span: Span, kinds: readonly number[]): Iterable<Row> {
    const { kindForward, kindReverse, at, rangeOfKinds, rangeOfKindsReverse } = this.#statements;
    const positions = mergePositions(span, kinds, span.backward ? kindReverse : kindForward);
    if (positions.length === 0) return [];
    const low = Math.min(positions[0]!, positions.at(-1)!);
    const high = Math.max(positions[0]!, positions.at(-1)!);
    if (high - low < positions.length * 3) {
      const range = span.backward ? rangeOfKindsReverse : rangeOfKinds;
      return range.iterate(low, high, JSON.stringify(kinds), span.limit) as IterableIterator<Row>;
    }
    return positions.map(position => at.get(position) as Row);
  }

  /** Types of events that have ever been written. */
  types(): readonly string[] {
    this.#loadKinds();
    return [...new Set(this.#kinds.map(({ type }) => type))];
  }

  #wantedKinds({ types, categories }: PageRequest): 'all' | readonly number[] {
    if (!types && !categories) return 'all';
    if ((this.#statements.lastKind.get() as number | null) !== (this.#kinds.at(-1)?.no ?? null))
      this.#loadKinds();
    const wanted = this.#kinds.filter(
      kind => (!types || types.includes(kind.type)) && (!categories || categories.includes(kind.category)),
    );
    return wanted.length === this.#kinds.length ? 'all' : wanted.map(kind => kind.no);
  }

  #loadKinds(): void {
    this.#kinds = this.#statements.kinds.all() as Kind[];
  }

  #typeOf(no: number): string {
    // Numbers are given without gaps and never change.
    if (this.#kinds[no - 1] === undefined) this.#loadKinds();
    const kind = this.#kinds[no - 1];
    if (!kind) throw new Error(`event of kind ${no}, which the log does not name`);
    return kind.type;
  }

  #streamName(no: number): string {
    let name = this.#streams.get(no);
    if (name === undefined) {
      name = this.#statements.streamName.get(no) as string | undefined;
      if (name === undefined) throw new Error(`event of stream ${no}, which the log does not name`);
      if (this.#streams.size >= rememberedStreams) this.#streams.clear();
      this.#streams.set(no, name);
    }
    return name;
  }
}

interface CheckedRow {
  readonly position: number;
  readonly body: string;
  readonly tag: number;
  readonly name: string | null;
  readonly category: string | null;
  readonly last: number;
}

function isAsWritten(body: string): boolean {
  try {
    return JSON.stringify(JSON.parse(body)) === body;
  } catch {
    return false;
  }
}

/** Positions from `low` to `high`, both inclusive. */
export interface Span {
  readonly low: number;
  readonly high: number;
  readonly limit: number;
  readonly backward: boolean;
}

function prepareAll(db: Connection) {
  const range = `SELECT ${columns} FROM events WHERE position >= ? AND position <= ?`;
  const ofKind =
    'SELECT position FROM events WHERE kind = ? AND position >= ? AND position <= ? ORDER BY position';
  return {
    head: db.prepare('SELECT position FROM head').pluck(),
    dataVersion: db.prepare('PRAGMA data_version').pluck(),
    forward: db.prepare(`${range} ORDER BY position LIMIT ?`),
    reverse: db.prepare(`${range} ORDER BY position DESC LIMIT ?`),
    rangeOfKinds: db.prepare(
      `${range} AND kind IN (SELECT value FROM json_each(?)) ORDER BY position LIMIT ?`,
    ),
    rangeOfKindsReverse: db.prepare(
      `${range} AND kind IN (SELECT value FROM json_each(?)) ORDER BY position DESC LIMIT ?`,
    ),
    kindForward: db.prepare(`${ofKind} LIMIT ?`).pluck(),
    kindReverse: db.prepare(`${ofKind} DESC LIMIT ?`).pluck(),
    at: db.prepare(`SELECT ${columns} FROM events WHERE position = ?`),
    kinds: db.prepare('SELECT no, category, type FROM kinds ORDER BY no'),
    everything: db.prepare(
      `SELECT events.position, body, tag, streams.name, kinds.category, head.position AS last
       FROM head, events LEFT JOIN streams ON streams.no = stream LEFT JOIN kinds ON kinds.no = kind`,
    ),
    lastKind: db.prepare('SELECT max(no) FROM kinds').pluck(),
    streamNo: db.prepare('SELECT no FROM streams WHERE name = ?').pluck(),
    streamName: db.prepare('SELECT name FROM streams WHERE no = ?').pluck(),
    ofStream: db.prepare(
      `SELECT ${columns} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
    ),
    tagged: db.prepare('SELECT revision, body FROM events WHERE stream = ? AND tag = ?'),
  };
}
