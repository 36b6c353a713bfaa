import { FormatError } from '../../format/bytes.ts';
import { Body } from '../../format/body.ts';
import type { DayContents, LostRun, StoredRun } from '../day-contents.ts';
import { rootPages } from '../schema.ts';
import { FilePages } from './pages.ts';
import { leavesFrom, rowsOn, valuesAt, type RowPlace, type Value } from './rows.ts';

/** Columns of a row of `run`, its number left out: that is the row's own. */
const runColumns = 9;

/** What a damaged file still holds, and how to let go of it. */
export interface Salvaged extends DayContents {
  close(): void;
}

/**
 * Reads a day page by page, without believing any structure above it: what the roots of the tables lead to, and rows
 * of runs and bodies on pages that nothing leads to any more. A file that is no database has nothing.
 */
export function salvaged(path: string): Salvaged {
  const pages = new FilePages(path);
  const roots = rootPages();
  const reached = new Set<number>();
  const rowsOf = (table: string): { readonly rows: RowPlace[]; readonly isWhole: boolean } => {
    const { leaves, isWhole } = leavesFrom(pages, roots[table] ?? 0);
    for (const leaf of leaves) reached.add(leaf);
    return { rows: leaves.flatMap(leaf => rowsOn(pages, leaf)), isWhole };
  };
  const tables = {
    head: rowsOf('head'),
    device: rowsOf('device'),
    user: rowsOf('user'),
    run: rowsOf('run'),
    body: rowsOf('body'),
    lost: rowsOf('lost'),
    gram: rowsOf('gram'),
    way: rowsOf('way'),
  };
  const ids = new Map<number, string>();
  for (const { id, values } of readable(pages, tables.device.rows))
    if (typeof values[1] === 'string') ids.set(id, values[1]);

  const runs = new Map<number, StoredRun & { readonly dev: number }>();
  const bodies = Map.groupBy(tables.body.rows, ({ id }) => id);
  for (const row of readable(pages, tables.run.rows)) noteRun(row);
  if (!tables.run.isWhole || !tables.body.isWhole)
    for (let no = 1; no <= pages.count; no++) if (!reached.has(no)) adopt(no);

  /** A page that no table leads to: what looks like a run or a body is taken for one. */
  function adopt(no: number): void {
    for (const place of rowsOn(pages, no)) {
      const [row] = readable(pages, [place]);
      if (!row) continue;
      if (row.values.length === runColumns) noteRun(row);
      else if (row.values.length === 2 && Buffer.isBuffer(row.values[1]))
        bodies.set(place.id, [...(bodies.get(place.id) ?? []), place]);
    }
  }

  function noteRun({ id, values }: { readonly id: number; readonly values: readonly Value[] }): void {
    const [, ...numbers] = values;
    if (values.length !== runColumns || !numbers.every(Number.isSafeInteger)) return;
    const [dev, seq, body, first, n, tMin, tMax] = numbers as number[];
    if (runs.has(id) || n! < 1) return;
    runs.set(id, {
      no: id,
      dev: dev!,
      seq: seq!,
      body: body!,
      first: first!,
      n: n!,
      tMin: tMin!,
      tMax: tMax!,
    });
  }

  const { batches, sealedNo } = headOf(pages, tables.head.rows) ?? { batches: Infinity, sealedNo: 0 };
  const byDevice = Map.groupBy(runs.values(), ({ dev }) => dev);
  return {
    devices: [...ids].map(([no, id]) => ({ no, id })).sort((one, other) => (one.id < other.id ? -1 : 1)),
    lastRun: [...runs.keys()].reduce((last, no) => Math.max(last, no), sealedNo),
    lost: lostOf(pages, tables.lost.rows),
    lacksMore: runs.size < batches || [...byDevice.keys()].some(dev => !ids.has(dev)),
    runsOf: dev =>
      (byDevice.get(dev) ?? []).toSorted((one, other) => one.tMin - other.tMin || one.seq - other.seq),
    body: no => bodyAmong(pages, bodies.get(no) ?? []),
    close: () => pages.close(),
  };
}

/** Where an index has a row of the same shape, the one that can be read as a body is meant. */
function bodyAmong(pages: FilePages, places: readonly RowPlace[]): Uint8Array | undefined {
  for (const { values } of readable(pages, places)) {
    const [, bytes] = values;
    if (!Buffer.isBuffer(bytes)) continue;
    try {
      Body.unpacked(bytes);
      return bytes;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  }
  return undefined;
}

function* readable(
  pages: FilePages,
  places: readonly RowPlace[],
): Generator<{ readonly id: number; readonly values: readonly Value[] }> {
  for (const place of places)
    try {
      yield { id: place.id, values: valuesAt(pages, place) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
}

function headOf(pages: FilePages, rows: readonly RowPlace[]) {
  const [head] = readable(pages, rows);
  if (!head) return undefined;
  const [, , batches, , , sealedNo] = head.values;
  return typeof batches === 'number' && typeof sealedNo === 'number' ? { batches, sealedNo } : undefined;
}

function lostOf(pages: FilePages, rows: readonly RowPlace[]): LostRun[] {
  return [...readable(pages, rows)].flatMap(({ values }) => {
    const [, device, seq, n, tMin, tMax] = values;
    const isText = typeof device === 'string' || device === null;
    const isNumber = typeof seq === 'number' || seq === null;
    if (!isText || !isNumber || [n, tMin, tMax].some(each => typeof each !== 'number')) return [];
    return [{ device, seq, n, tMin, tMax } as LostRun];
  });
}
