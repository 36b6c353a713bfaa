import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { StoreUnavailableError } from '../../../domain/kernel/index.ts';
import type { LostOperations } from '../../../projections/operation-logs/operation-store.ts';
import { FormatError } from '../format/bytes.ts';
import { Body } from '../format/body.ts';
import { encodeBody, type BodyPart } from '../format/encode.ts';
import { packBody } from '../format/pack.ts';
import { leafOf, rootOf } from '../root.ts';
import { sqliteCodeOf } from '../../shared/sqlite-errors.ts';
import { lastRun } from './day-writer.ts';
import { factsOf } from '../facts.ts';
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

interface StoredRun {
  readonly no: number;
  readonly seq: number;
  readonly body: number;
  readonly first: number;
  readonly n: number;
  readonly tMin: number;
  readonly tMax: number;
}

export interface Remade {
  /** Number of the last run that was there when it began. */
  readonly upTo: number;
  readonly lost: readonly LostOperations[];
}

/**
 * Writes a day anew: bodies of a device merged, one index over all. With `seal` its Merkle root is fixed and a body
 * that cannot be read ends it (StoreUnavailableError); otherwise such bodies are left out and told.
 */
export function remakeDay(day: OperationDay, from: Connection, to: Connection, seal: boolean): Remade {
  const maker = new Maker(day, from, to, seal);
  return from.transaction(() => maker.make())();
}

class Maker {
  readonly #day: OperationDay;
  readonly #from: Connection;
  readonly #to: Connection;
  readonly #seal: boolean;
  readonly #runs: RunWriter;
  readonly #body: ReturnType<Connection['prepare']>;
  readonly #lost: LostOperations[] = [];
  readonly #leaves: Uint8Array[] = [];
  #bodies = 0;
  #written = 0;
  #index = new SegmentBuilder(1);

  constructor(day: OperationDay, from: Connection, to: Connection, seal: boolean) {
    this.#day = day;
    this.#from = from;
    this.#to = to;
    this.#seal = seal;
    this.#runs = new RunWriter(to);
    this.#body = from.prepare('SELECT b FROM body WHERE no = ?').pluck();
  }

  make(): Remade {
    const upTo = lastRun(this.#from);
    this.#to.exec('BEGIN');
    const devices = this.#from.prepare('SELECT no, id FROM device ORDER BY id').all() as {
      no: number;
      id: string;
    }[];
    for (const { no, id } of devices) this.#device(no, id);
    this.#closeSegment();
    this.#runs.count();
    this.#to
      .prepare('UPDATE head SET sealed_no = ?, root = ?')
      .run(upTo, this.#seal ? rootOf(this.#leaves) : null);
    this.#to.exec('COMMIT');
    return { upTo, lost: this.#lost };
  }

  #device(dev: number, device: string): void {
    const runs = this.#from
      .prepare(
        'SELECT no, seq, body, first, n, t_min AS tMin, t_max AS tMax FROM run WHERE dev = ? ORDER BY t_min, seq',
      )
      .all(dev) as StoredRun[];
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
      if (this.#seal) leaves.push({ seq: run.seq, leaf: leafOf(device, encodeBody([part])) });
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
    if (this.#seal)
      throw new StoreUnavailableError('corrupt', `batch ${run.seq} of ${device} on ${this.#day} is damaged`);
    this.#lost.push({
      day: this.#day,
      device,
      seq: run.seq,
      records: run.n,
      from: run.tMin,
      until: run.tMax,
    });
    return undefined;
  }

  #opened(no: number): Body | null {
    try {
      const stored = this.#body.get(no) as Buffer | undefined;
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
