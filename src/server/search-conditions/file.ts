import { stringify } from 'csv-stringify/sync';
import {
  conditionColumns,
  SearchCondition,
  searchLimits,
  type ConditionColumn,
} from '../../../domain/devices/index.ts';
import { csvRows, type CsvRow } from '../csv/rows.ts';
import { cellsOf, emptyDraft } from './columns.ts';

/**
 * What is wrong with a file. `COLUMN_…`: of the head. `ROW_TOO_LONG`: more cells than columns. `TOO_MANY`: from this row on
 * there are more conditions than there may be. `VALUE`: no condition has such a value.
 */
export interface FileFault {
  /** The line it begins in, from 1. */
  readonly row: number;
  /** Null: the row as a whole. */
  readonly column: string | null;
  readonly fault:
    'COLUMN_MISSING' | 'COLUMN_UNKNOWN' | 'COLUMN_TWICE' | 'ROW_TOO_LONG' | 'TOO_MANY' | 'VALUE';
  /** Of a value: which rule it breaks, in English. */
  readonly reason?: string;
}

export type ReadConditions =
  | { readonly kind: 'read'; readonly conditions: readonly SearchCondition[] }
  | { readonly kind: 'faulty'; readonly faults: readonly FileFault[] };

/** More are not told: they will be of one kind. */
const mostFaults = 20;
/** What a spreadsheet would run as a formula; `stringify` puts an apostrophe before it. */
const shielded = /^'(?=[=+\-@\t\r])/;

/** CSV with a head. */
export function conditionsFile(
  conditions: readonly SearchCondition[],
  columns: readonly ConditionColumn[],
): string {
  const rows = conditions.map(condition => columns.map(column => cellsOf[column].of(condition)));
  return stringify([[...columns], ...rows], { escape_formulas: true, record_delimiter: 'windows' });
}

/** What an import looks like. */
export const sampleFile = (): string =>
  conditionsFile(
    [
      {
        name: 'Portable editor',
        version: '3',
        publisher: 'Example Ltd.',
        files: ['editor.exe', 'editor'],
        folders: [],
        size: { least: 100_000 },
        modified: {},
      },
      {
        name: '在庫ツール',
        files: ['zaiko*.jar'],
        folders: ['C:\\Tools', '/opt/tools'],
        size: {},
        modified: { from: '2026-01-01' },
      },
    ],
    conditionColumns,
  );

/** All conditions of a file, or what is wrong with it. The head says which columns there are, in whatever order. */
export function readConditionsFile(text: string): ReadConditions {
  const [head, ...rows] = csvRows(text);
  const names = (head?.cells ?? []).map(cell => cell.trim());
  const headFaults = faultsOfHead(head?.line ?? 1, names);
  if (headFaults.length > 0) return { kind: 'faulty', faults: headFaults };
  const beyond = rows[searchLimits.conditions];
  if (beyond) return { kind: 'faulty', faults: [{ row: beyond.line, column: null, fault: 'TOO_MANY' }] };
  const read = rows.map(row => readRow(row, names));
  const faults = read.flatMap(row => row.faults);
  if (faults.length > 0) return { kind: 'faulty', faults: faults.slice(0, mostFaults) };
  return { kind: 'read', conditions: read.flatMap(row => row.conditions) };
}

function faultsOfHead(row: number, names: readonly string[]): FileFault[] {
  const known: readonly string[] = conditionColumns;
  const of = (fault: FileFault['fault'], columns: readonly string[]) =>
    columns.map((column): FileFault => ({ row, column: column.slice(0, 60), fault }));
  return [
    ...of(
      'COLUMN_MISSING',
      ['name', 'files'].filter(name => !names.includes(name)),
    ),
    ...of(
      'COLUMN_UNKNOWN',
      names.filter(name => !known.includes(name)),
    ),
    ...of(
      'COLUMN_TWICE',
      names.filter((name, at) => names.indexOf(name) !== at),
    ),
  ].slice(0, mostFaults);
}

interface ReadRow {
  readonly conditions: readonly SearchCondition[];
  readonly faults: readonly FileFault[];
}

function readRow({ line: row, cells }: CsvRow, names: readonly string[]): ReadRow {
  if (cells.length > names.length)
    return { conditions: [], faults: [{ row, column: null, fault: 'ROW_TOO_LONG' }] };
  let draft = emptyDraft;
  for (const column of conditionColumns) {
    const cell = (cells[names.indexOf(column)] ?? '').trim().replace(shielded, '');
    if (cell !== '') draft = cellsOf[column].into(cell, draft);
  }
  const parsed = SearchCondition.safeParse(draft);
  if (parsed.success) return { conditions: [parsed.data], faults: [] };
  const faults = parsed.error.issues.map(({ path, message: reason }): FileFault => ({
    row,
    column: columnAt(path),
    fault: 'VALUE',
    reason,
  }));
  return { conditions: [], faults };
}

/** `size.least` of a condition is `sizeLeast` of a file; what is wrong with both bounds is told of the first. */
function columnAt([field, part]: readonly PropertyKey[]): ConditionColumn | null {
  const text = field === 'size' || field === 'modified' ? boundAt(field, part) : field;
  return conditionColumns.find(column => column === text) ?? null;
}

function boundAt(field: 'size' | 'modified', part: PropertyKey | undefined): string {
  const bound = typeof part === 'string' ? part : field === 'size' ? 'least' : 'from';
  return `${field}${bound[0]!.toUpperCase()}${bound.slice(1)}`;
}
