import {
  isDense,
  mostRecords,
  mostStrings,
  zoneMinutes,
  type ColumnValues,
  type OperationBatch,
} from './batch.ts';
import {
  operationColumnNames,
  operationColumns,
  serverColumns,
  type OperationColumnName,
} from './columns.ts';

/** What is wrong with a batch and where: `cols.size.v[3]` and in words for a log or an answer. */
export interface BatchFault {
  readonly at: string;
  readonly what: string;
}

class Faulty extends Error {
  readonly fault: BatchFault;
  constructor(at: string, what: string) {
    super(`${at} ${what}`);
    this.fault = { at, what };
  }
}

/** Names that were made up by the sender are repeated so far. */
const longestName = 64;

/** Milliseconds: the years 1990 to 2199. Whether a time is believable is the receiver's to judge. */
const times = { least: 631_152_000_000, most: 7_258_118_400_000 } as const;
/** Longest text of any column, in UTF-16 units: what is longer is refused before anything looks at it. */
const longest = 2 * Math.max(...Object.values(operationColumns).map(limitOf));
// Line feeds part the attachments of a mail; everything else below space, DEL and C1 is refused.
const forbidden = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u;

/**
 * Whether a value read from JSON is a whole batch that a device may send. Each distinct string is looked at once and
 * each number once; afterwards nothing of the batch needs to be doubted again.
 */
export function checkBatch(
  value: unknown,
): { readonly batch: OperationBatch } | { readonly fault: BatchFault } {
  try {
    return { batch: checked(value) };
  } catch (error) {
    if (error instanceof Faulty) return { fault: error.fault };
    throw error;
  }
}

function checked(value: unknown): OperationBatch {
  const batch = objectAt('', value) as Partial<Record<keyof OperationBatch, unknown>>;
  for (const key of Object.keys(batch))
    if (!keys.has(key)) throw new Faulty(named(key), 'is not part of a batch');
  if (batch.v !== 1) throw new Faulty('v', 'must be 1');
  wholeAt('seq', batch.seq, 0, Number.MAX_SAFE_INTEGER);
  const n = wholeAt('n', batch.n, 1, mostRecords);
  wholeAt('tz', batch.tz, zoneMinutes.least, zoneMinutes.most);
  if (batch.rules !== undefined) wholeAt('rules', batch.rules, 0, Number.MAX_SAFE_INTEGER);
  const lengths = { text: lengthsOf('texts', batch.texts), name: lengthsOf('names', batch.names) };
  const columns = objectAt('cols', batch.cols) as Record<string, ColumnValues | undefined>;
  for (const name of Object.keys(columns))
    if (!Object.hasOwn(operationColumns, name) || serverColumns.has(name as OperationColumnName))
      throw new Faulty(`cols.${named(name)}`, 'is not a column of a batch');
  for (const name of operationColumnNames) {
    const values = Object.hasOwn(columns, name) ? columns[name] : undefined;
    if (values !== undefined) checkColumn(name, values, n, lengths);
  }
  checkTimes(wholeAt('t0', batch.t0, times.least, times.most), columns.time, n);
  if (countOf(columns.detail, n) !== n) throw new Faulty('cols.detail', 'must say something of every record');
  return value as OperationBatch;
}

const keys: ReadonlySet<string> = new Set(['v', 'seq', 't0', 'tz', 'n', 'texts', 'names', 'cols', 'rules']);

function checkColumn(
  name: OperationColumnName,
  values: ColumnValues,
  n: number,
  lengths: { readonly text: Uint16Array; readonly name: Uint16Array },
): void {
  const list = valuesAt(`cols.${name}`, values, n);
  const at = list === values || typeof values === 'number' ? `cols.${name}` : `cols.${name}.v`;
  const column = operationColumns[name];
  switch (column.kind) {
    case 'time':
      return checkWhole(at, list, 0, times.most);
    case 'term':
      return checkWhole(at, list, 1, column.terms.length);
    case 'seconds':
      return checkWhole(at, list, times.least / 1_000, times.most / 1_000);
    case 'count':
      return checkWhole(at, list, 0, column.most);
    case 'text':
    case 'name': {
      const known = lengths[column.kind];
      checkWhole(at, list, 1, known.length);
      for (const [place, index] of list.entries())
        if ((known[index - 1] as number) > column.limit)
          throw new Faulty(`${at}[${place}]`, `is longer than ${column.limit} characters`);
    }
  }
}

/** The values as a list, whatever form they have. */
function valuesAt(at: string, values: unknown, n: number): readonly number[] {
  if (typeof values === 'number') return [values];
  if (Array.isArray(values)) {
    if (values.length !== n) throw new Faulty(at, `must have ${n} values`);
    return values as number[];
  }
  const { r, v } = objectAt(at, values) as { r?: unknown; v?: unknown };
  if (!Array.isArray(r) || !Array.isArray(v) || r.length !== v.length || r.length > n)
    throw new Faulty(at, 'must be a number, a list of one for each record, or { r, v } of equal length');
  let before = -1;
  for (const [place, row] of r.entries()) {
    if (!Number.isSafeInteger(row) || row <= before || row >= n)
      throw new Faulty(`${at}.r[${place}]`, `must be a record, above the one before`);
    before = row as number;
  }
  return v as number[];
}

function checkTimes(t0: number, since: ColumnValues | undefined, n: number): void {
  if (since === undefined || !isDense(since) || since.length !== n)
    throw new Faulty('cols.time', 'must have a value for each record');
  let at = t0;
  for (const step of since) at += step;
  if (at > times.most) throw new Faulty('cols.time', 'goes beyond the year 2199');
}

function checkWhole(at: string, list: readonly unknown[], least: number, most: number): void {
  for (let place = 0; place < list.length; place++) {
    const value = list[place];
    if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most)
      throw new Faulty(`${at}[${place}]`, `must be a whole number from ${least} to ${most}`);
  }
}

/** Characters of each string; the strings themselves are sound. */
function lengthsOf(at: string, value: unknown): Uint16Array {
  if (!Array.isArray(value) || value.length > mostStrings)
    throw new Faulty(at, `must be a list of at most ${mostStrings} texts`);
  const lengths = new Uint16Array(value.length);
  for (const [place, one] of (value as unknown[]).entries()) {
    if (typeof one !== 'string' || one === '')
      throw new Faulty(`${at}[${place}]`, 'must be a text, not empty');
    if (one.length > longest) throw new Faulty(`${at}[${place}]`, 'is longer than any column allows');
    if (forbidden.test(one) || !one.isWellFormed())
      throw new Faulty(
        `${at}[${place}]`,
        'has control characters or half a character; write U+2400 to U+241F for them',
      );
    lengths[place] = one.length > 20 ? [...one].length : one.length;
  }
  return lengths;
}

function countOf(values: ColumnValues | undefined, n: number): number {
  if (values === undefined) return 0;
  if (typeof values === 'number') return n;
  return isDense(values) ? values.length : values.r.length;
}

/** A name as it is told back, to a terminal, too. */
function named(name: string): string {
  const part = name.length > longestName ? `${name.slice(0, longestName)}…` : name;
  return part.toWellFormed().replace(/\p{Cc}/gu, '\ufffd');
}

function limitOf(column: (typeof operationColumns)[OperationColumnName]): number {
  return 'limit' in column ? column.limit : 0;
}

function objectAt(at: string, value: unknown): object {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw new Faulty(at || 'batch', 'must be an object');
  return value;
}

function wholeAt(at: string, value: unknown, least: number, most: number): number {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most)
    throw new Faulty(at, `must be a whole number from ${least} to ${most}`);
  return value as number;
}
