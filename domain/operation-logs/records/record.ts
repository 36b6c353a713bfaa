import { timesOf, valueAt, type ColumnValues, type OperationBatch } from './batch.ts';
import { operationColumnNames, operationColumns, type OperationColumnName } from './columns.ts';
import { operationDetails } from './vocabulary.ts';

/**
 * One record as people and programs read it: `time` in milliseconds since the epoch, terms by their keys
 * (`copy-file`), texts and names as they are, `seconds` and `count` as numbers. What a record does not say is absent.
 */
export type OperationRecord = { readonly time: number; readonly detail: string } & {
  readonly [name in Exclude<OperationColumnName, 'time' | 'detail'>]?: ValueOf<name>;
};
type ValueOf<Name extends OperationColumnName> = (typeof operationColumns)[Name]['kind'] extends
  'time' | 'seconds' | 'count'
  ? number
  : string;

/** Of a checked batch, in its order. */
export function recordsOf(batch: OperationBatch): OperationRecord[] {
  const times = timesOf(batch);
  return Array.from(times, (time, row) => recordAt(batch, row, time));
}

function recordAt(batch: OperationBatch, row: number, time: number): OperationRecord {
  const record: Record<string, string | number> = { time };
  for (const name of operationColumnNames) {
    if (name === 'time') continue;
    const value = valueAt(batch.cols[name], row);
    if (value !== undefined) record[name] = shown(batch, name, value);
  }
  return record as unknown as OperationRecord;
}

function shown(batch: OperationBatch, name: OperationColumnName, value: number): string | number {
  const column = operationColumns[name];
  switch (column.kind) {
    case 'term':
      return column.terms[value - 1]!.key;
    case 'text':
      return batch.texts[value - 1]!;
    case 'name':
      return batch.names[value - 1]!;
    default:
      return value;
  }
}

export interface BatchHead {
  readonly seq: number;
  /** Minutes ahead of UTC. */
  readonly tz: number;
  readonly rules?: number;
}

/**
 * Records as one batch, in the order of their times. Terms that no list has, and columns that do not exist, become
 * what `checkBatch` refuses and names: nothing is left out in silence.
 */
export function batchOf(records: readonly OperationRecord[], { seq, tz, rules }: BatchHead): OperationBatch {
  const ordered = records.toSorted((one, other) => one.time - other.time);
  const texts = new Dictionary();
  const names = new Dictionary();
  const columns = new Map<string, ColumnValues>();
  const t0 = ordered[0]?.time ?? 0;
  columns.set(
    'time',
    ordered.map(({ time }, row) => time - (ordered[row - 1]?.time ?? t0)),
  );
  const wanted = new Set(ordered.flatMap(record => Object.keys(record)));
  wanted.delete('time');
  for (const name of wanted) {
    const code = coder(name, texts, names);
    const r: number[] = [];
    const v: number[] = [];
    for (const [row, record] of ordered.entries()) {
      const value = (record as Readonly<Record<string, unknown>>)[name];
      if (value === undefined) continue;
      r.push(row);
      v.push(code(value));
    }
    columns.set(name, r.length < ordered.length ? { r, v } : v.every(one => one === v[0]) ? v[0]! : v);
  }
  return {
    v: 1,
    seq,
    t0,
    tz,
    n: ordered.length,
    texts: texts.list,
    names: names.list,
    // Each a property of its own, whatever a sender calls it.
    cols: Object.fromEntries(columns) as OperationBatch['cols'],
    ...(rules === undefined ? {} : { rules }),
  };
}

function coder(name: string, texts: Dictionary, names: Dictionary): (value: unknown) => number {
  const column = Object.hasOwn(operationColumns, name)
    ? operationColumns[name as OperationColumnName]
    : undefined;
  switch (column?.kind) {
    case 'term': {
      const codes = new Map<unknown, number>(column.terms.map(({ key }, index) => [key, index + 1]));
      return value => codes.get(value) ?? 0;
    }
    case 'text':
      return value => texts.place(value);
    case 'name':
      return value => names.place(value);
    default:
      return value => value as number;
  }
}

class Dictionary {
  readonly list: string[] = [];
  readonly #places = new Map<unknown, number>();

  place(value: unknown): number {
    let place = this.#places.get(value);
    if (place === undefined) {
      place = this.list.push(value as string);
      this.#places.set(value, place);
    }
    return place;
  }
}

/** Whether a file can be followed from or to this record. */
export function isTraceable({ detail, file, destination }: OperationRecord): boolean {
  const { file: step } = operationDetails.find(({ key }) => key === detail) as { file?: string };
  return step !== undefined && (file !== undefined || destination !== undefined);
}
