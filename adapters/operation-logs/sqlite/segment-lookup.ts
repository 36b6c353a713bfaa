import { wayHash } from '../segment/keys.ts';
import { bucketOf, bucketsInSegment, gramsInSegment } from '../segment/pages.ts';
import {
  Directory,
  gramsOfParts,
  placesOn,
  postingsOn,
  type Indexed,
  type Postings,
} from '../segment/postings.ts';
import type { Connection } from './schema.ts';

/** A body that may hold what is looked for. */
export interface FoundBody extends Indexed {
  readonly no: number;
}

/** The segments of one file. */
export class SegmentLookup {
  readonly #statements: ReturnType<typeof prepareAll>;
  readonly #segments: KnownSegment[] = [];
  #last = 0;

  constructor(db: Connection) {
    this.#statements = prepareAll(db);
  }

  /** Number of the last body that is covered. */
  get last(): number {
    return this.#last;
  }

  /** Reads which segments there are; they are added, never changed. */
  refresh(): void {
    const after = this.#segments.at(-1)?.no ?? 0;
    for (const row of this.#statements.segments.all(after) as SegmentRow[]) {
      const directory = new Directory(() => {
        const bytes = this.#statements.directory.get(row.no) as Buffer;
        return new Float64Array(new Uint8Array(bytes).buffer);
      });
      this.#segments.push({ ...row, directory });
      this.#last = row.last;
    }
  }

  /** Bodies that may have each of the folded parts in one of their texts; undefined: the parts are too short to tell. */
  withParts(parts: readonly string[]): FoundBody[] | undefined {
    const wanted = gramsOfParts(parts);
    return (
      wanted &&
      this.#segments.flatMap(segment =>
        segment.directory
          .placesWith(wanted, gram => this.#postings(segment, gram))
          .map(place => bodyAt(segment, place)),
      )
    );
  }

  /** Bodies with a record that may be followed by this key. */
  withWay(key: string): FoundBody[] {
    const hash = wayHash(key);
    return this.#segments.flatMap(segment => {
      const id = segment.no * bucketsInSegment + bucketOf(hash, segment.bits);
      const page = this.#statements.way.get(id) as Buffer | undefined;
      return page ? placesOn(page, hash).map(place => bodyAt(segment, place)) : [];
    });
  }

  #postings({ no }: KnownSegment, gram: number): Postings | undefined {
    const least = no * gramsInSegment;
    const row = this.#statements.gram.get(least + gram, least) as { id: number; page: Buffer } | undefined;
    return row && postingsOn(row.page, row.id - least, gram);
  }
}

interface SegmentRow {
  readonly no: number;
  readonly first: number;
  readonly last: number;
  readonly bits: number;
}

interface KnownSegment extends SegmentRow {
  readonly directory: Directory;
}

function bodyAt({ first, directory }: KnownSegment, place: number): FoundBody {
  return { no: first + place, ...directory.at(place) };
}

function prepareAll(db: Connection) {
  return {
    segments: db.prepare('SELECT no, first, last, bits FROM segment WHERE no > ? ORDER BY no'),
    directory: db.prepare('SELECT directory FROM segment WHERE no = ?').pluck(),
    gram: db.prepare('SELECT id, page FROM gram WHERE id <= ? AND id >= ? ORDER BY id DESC LIMIT 1'),
    way: db.prepare('SELECT page FROM way WHERE id = ?').pluck(),
  };
}
