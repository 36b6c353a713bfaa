import { stringify } from 'csv-stringify/sync';
import {
  conditionColumns,
  SearchCondition,
  searchLimits,
  type ConditionColumn,
} from '../../../domain/devices/index.ts';
import { csvRows, type CsvRow } from '../csv/rows.ts';
import { cellsOf, emptyDraft } from './columns.ts';

/** What is wrong with a file; `row`: the line it begins in, from 1. */
export interface FileFault {
  readonly row: number;
  /** Null: the row as a whole, or its head. */
  readonly column: string | null;
  readonly reason: string;
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
  const headFaults = faultsOfHead(head, names);
  if (headFaults.length > 0) return { kind: 'faulty', faults: headFaults };
  if (rows.length > searchLimits.conditions) {
    const reason = `there may be ${searchLimits.conditions} conditions`;
    return { kind: 'faulty', faults: [{ row: rows[searchLimits.conditions]!.line, column: null, reason }] };
  }
  const conditions: SearchCondition[] = [];
  const faults: FileFault[] = [];
  for (const row of rows) {
    const read = readRow(row, names);
    if (Array.isArray(read)) faults.push(...(read as FileFault[]));
    else conditions.push(read as SearchCondition);
  }
  if (faults.length > 0) return { kind: 'faulty', faults: faults.slice(0, mostFaults) };
  return { kind: 'read', conditions };
}

function faultsOfHead(head: CsvRow | undefined, names: readonly string[]): FileFault[] {
  const row = head?.line ?? 1;
  const known: readonly string[] = conditionColumns;
  const faultOf = (column: string, reason: string): FileFault => ({
    row,
    column: column.slice(0, 60),
    reason,
  });
  const missing = ['name', 'files'].filter(name => !names.includes(name));
  return [
    ...missing.map(name => faultOf(name, 'the head does not name this column')),
    ...names
      .filter(name => !known.includes(name))
      .map(name => faultOf(name, `is no column; there are ${known.join(', ')}`)),
    ...names.filter((name, at) => names.indexOf(name) !== at).map(name => faultOf(name, 'is there twice')),
  ].slice(0, mostFaults);
}

function readRow({ line, cells }: CsvRow, names: readonly string[]): SearchCondition | readonly FileFault[] {
  if (cells.length > names.length)
    return [{ row: line, column: null, reason: 'has more cells than the head has columns' }];
  let draft = emptyDraft;
  for (const column of conditionColumns) {
    const cell = (cells[names.indexOf(column)] ?? '').trim().replace(shielded, '');
    if (cell !== '') draft = cellsOf[column].into(cell, draft);
  }
  const parsed = SearchCondition.safeParse(draft);
  if (parsed.success) return parsed.data;
  return parsed.error.issues.map(({ path, message }) => ({
    row: line,
    column: columnAt(path),
    reason: message,
  }));
}

/** `size.least` of a condition is `sizeLeast` of a file. */
function columnAt([field, part]: readonly PropertyKey[]): string | null {
  if (field === undefined) return null;
  if (typeof part !== 'string') return String(field);
  return `${String(field)}${part[0]!.toUpperCase()}${part.slice(1)}`;
}
