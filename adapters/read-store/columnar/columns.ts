import type { CollectionDefinition, ColumnType } from '../../../projections/kernel/collection.ts';
import type { Value } from '../../../projections/kernel/query.ts';

/**
 * How a column stands in memory and in blocks: `code` texts by dictionary code (0 missing), `flag` booleans
 * (0 missing, 1 false, 2 true), `number` as they are (NaN missing).
 */
export type ColumnKind = 'code' | 'flag' | 'number';

export interface HistoryColumn {
  /** Place among the columns with history; what blocks and rows are keyed by. */
  readonly number: number;
  readonly name: string;
  readonly type: ColumnType;
  readonly kind: ColumnKind;
  readonly searchable: boolean;
}

export const MISSING_CODE = 0;

function kindOf(type: ColumnType): ColumnKind {
  if (type === 'text' || type === 'path') return 'code';
  return type === 'boolean' ? 'flag' : 'number';
}

/** Columns a collection may have; rows of history count on it. */
export const MOST_COLUMNS = 1_024;

/** Columns that have a history, in order of definition. */
export function historyColumns(definition: CollectionDefinition): readonly HistoryColumn[] {
  const kept = Object.entries(definition.columns).filter(([, column]) => !column.volatile);
  if (kept.length > MOST_COLUMNS)
    throw new Error(`${definition.name} has ${kept.length} columns with history, more than ${MOST_COLUMNS}`);
  return kept.map(([name, { type, searchable }], number) => ({
    number,
    name,
    type,
    kind: kindOf(type),
    searchable: searchable === true,
  }));
}

/** A projection put a value into a column of another type. */
export class WrongValueError extends Error {
  constructor(column: HistoryColumn, value: unknown) {
    super(`column ${column.name} holds ${column.type}, not ${typeof value} ${JSON.stringify(value)}`);
    this.name = 'WrongValueError';
  }
}

/** A flag or number as it stands in blocks; texts go through the dictionary. */
export function encodePlain(column: HistoryColumn, value: Value | undefined): number {
  if (value === null || value === undefined) return column.kind === 'number' ? NaN : MISSING_CODE;
  if (column.kind === 'flag' && typeof value === 'boolean') return value ? 2 : 1;
  if (column.kind === 'number' && typeof value === 'number' && Number.isFinite(value)) return value + 0;
  throw new WrongValueError(column, value);
}

export function decodePlain(column: HistoryColumn, value: number): Value {
  if (column.kind === 'flag') return value === MISSING_CODE ? null : value === 2;
  return value !== value ? null : value;
}

export function isMissing(column: HistoryColumn, value: number): boolean {
  return column.kind === 'number' ? value !== value : value === MISSING_CODE;
}

/** Cells equal each other, missing equal to missing. */
export function sameCell(a: number, b: number): boolean {
  return a === b || (a !== a && b !== b);
}
