import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import { FormatError } from '../format/bytes.ts';
import { Body } from '../format/body.ts';
import { encodeBody, type BodyPart } from '../format/encode.ts';
import { packBody } from '../format/pack.ts';
import { leafOf, rootOf } from '../root.ts';
import { sqliteCodeOf } from '../../shared/sqlite-errors.ts';
import { factsOf } from '../facts.ts';
import type { DayContents, LostRun, StoredRun } from './day-contents.ts';
import { RunWriter } from './run-writer.ts';
import { pageSizeOf, type Connection } from './schema.ts';
import { SegmentBuilder } from '../segment/builder.ts';
import { writeSegment } from './write-segment.ts';

/** Records of a merged body, unless one batch alone has more. */
const mostMerged = 4_000;
const mostMergedStrings = 60_000;
/** Runs between two commits of the file that is made. */
const runsInCommit = 2_000;
/** Bodies of a device that are kept open while it is passed. */
const mostBodies = 64;

export interface Remade {
  /** Number of the last run that was there when it began. */
  readonly upTo: number;
}

export interface RemakeOptions {
  /** The Merkle root is fixed, and a body that cannot be read ends it; otherwise such bodies are left out and kept as lost. */
  readonly seal: boolean;
  /** More was lost than the contents can tell; milliseconds since the epoch, when that was noticed. */
  readonly noticedAt: number;
  readonly lacksMore: boolean;
}

/**
 * Writes a day anew: bodies of a device merged, one index over all. What is lost stands in the new file.
 * Throws StoreUnavailableError where a day that is to be sealed is damaged.
 */
export function remakeDay(
  day: OperationDay,
  from: DayContents,
  to: Connection,
  options: RemakeOptions,
): Remade {
  return new Maker(day, from, to, options).make();
}

class Maker {
  readonly #day: OperationDay;
  readonly #from: DayContents;
  readonly #to: Connection;
  readonly #options: RemakeOptions;
  readonly #runs: RunWriter;
  readonly #newLost: ReturnType<Connection['prepare']>;
  readonly #leaves: Uint8Array[] = [];
  #bodies = 0;
  #written = 0;
  #index = new SegmentBuilder(1);

  constructor(day: OperationDay, from: DayContents, to: Connection, options: RemakeOptions) {
    this.#day = day;
    this.#from = from;
    this.#to = to;
    this.#options = options;
    this.#runs = new RunWriter(to);
    this.#newLost = to.prepare('INSERT INTO lost (device, seq, n, t_min, t_max) VALUES (?, ?, ?, ?, ?)');
  }

  make(): Remade {
    const { lastRun: upTo, devices, lost, lacksMore } = this.#from;
    const { seal, noticedAt } = this.#options;
    this.#to.exec('BEGIN');
    for (const run of lost) this.#noteLost(run);
    if (lacksMore || this.#options.lacksMore)
      this.#noteLost({ device: null, seq: null, n: 0, tMin: noticedAt, tMax: noticedAt });
    for (const { no, id } of devices) this.#device(no, id);
    this.#closeSegment();
    this.#runs.count();
    this.#to.prepare('UPDATE head SET sealed_no = ?, root = ?').run(upTo, seal ? rootOf(this.#leaves) : null);
    this.#to.exec('COMMIT');
    return { upTo };
  }

  #noteLost({ device, seq, n, tMin, tMax }: LostRun): void {
    this.#newLost.run([device, seq, n, tMin, tMax]);
  }

  #device(dev: number, device: string): void {
    const runs = this.#from.runsOf(dev);
    const opened = new Map<number, Body | null>();
    const leaves: { readonly seq: number; readonly leaf: Uint8Array }[] = [];
    let group: (BodyPart & { readonly run: StoredRun })[] = [];
    const close = (): void => {
      if (group.length > 0) this.#write(device, group);
      group = [];
    };
    for (const run of runs) {
      const part = this.#part(device, run, opened);
      if (!part) continue;
      if (this.#options.seal) leaves.push({ seq: run.seq, leaf: leafOf(device, encodeBody([part])) });
      if (!fits(group, part)) close();
      group.push(part);
    }
    close();
    leaves.sort((one, other) => one.seq - other.seq);
    for (const { leaf } of leaves) this.#leaves.push(leaf);
  }

  #part(device: string, run: StoredRun, opened: Map<number, Body | null>) {
    if (!opened.has(run.body)) {
      if (opened.size >= mostBodies) opened.clear();
      opened.set(run.body, this.#opened(run.body));
    }
    try {
      const body = opened.get(run.body);
      const held = body?.runs.find(
        ({ seq, first, n }) => seq === run.seq && first === run.first && n === run.n,
      );
      if (body && held) return { run, batch: body.batchOf(held), receivedAt: held.receivedAt };
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
    if (this.#options.seal)
      throw new StoreUnavailableError('corrupt', `batch ${run.seq} of ${device} on ${this.#day} is damaged`);
    this.#noteLost({ device, ...run });
    return undefined;
  }

  #opened(no: number): Body | null {
    try {
      const stored = this.#from.body(no);
      return stored ? Body.unpacked(stored) : null;
    } catch (error) {
      if (error instanceof FormatError || sqliteCodeOf(error)?.startsWith('SQLITE_CORRUPT')) return null;
      throw error;
    }
  }

  #write(device: string, group: readonly (BodyPart & { readonly run: StoredRun })[]): void {
    const bytes = encodeBody(group, { sorted: true });
    const body = new Body(bytes);
    const no = ++this.#bodies;
    this.#runs.addBody(no, packBody(bytes, 6));
    for (const [index, held] of body.runs.entries())
      this.#runs.add(device, factsOf(body, held), {
        no: (group[index] as { run: StoredRun }).run.no,
        body: no,
        first: held.first,
      });
    if (this.#index.full) this.#closeSegment();
    this.#index.add(this.#runs.numberOf(device), device, body);
    this.#written += group.length;
    if (this.#written < runsInCommit) return;
    this.#written = 0;
    this.#runs.count();
    this.#to.exec('COMMIT; BEGIN');
  }

  #closeSegment(): void {
    if (this.#index.bodies > 0) writeSegment(this.#to, this.#index.finish(), pageSizeOf(this.#to));
    this.#index = new SegmentBuilder(this.#bodies + 1);
  }
}

function fits(
  group: readonly (BodyPart & { readonly run: StoredRun })[],
  next: BodyPart & { readonly run: StoredRun },
) {
  const last = group.at(-1);
  if (!last) return true;
  let [records, texts, names] = [0, 0, 0];
  for (const { batch } of [...group, next]) {
    records += batch.n;
    texts += batch.texts.length;
    names += batch.names.length;
  }
  return (
    next.run.tMin >= last.run.tMax &&
    records <= mostMerged &&
    texts <= mostMergedStrings &&
    names <= mostMergedStrings
  );
}
