import type {
  CollectionDefinition,
  DocumentChange,
  EventChanges,
  Value,
} from '../../../projections/kernel/index.ts';

/** A value and when what set it happened (milliseconds). */
interface Cell {
  readonly value: Value;
  readonly happened: number;
}

export interface Entry {
  /** All declared columns that are not volatile. */
  readonly cells: Map<string, Cell>;
  readonly body: Readonly<Record<string, unknown>>;
}

export type Documents = Map<string, Entry>;

/** What one event did to one document, as the history of the collection tells it. */
export type Trace =
  | { readonly kind: 'born'; readonly id: string; readonly columns: Readonly<Record<string, Value>> }
  | { readonly kind: 'died'; readonly id: string }
  | {
      readonly kind: 'changed';
      readonly id: string;
      readonly column: string;
      readonly from: Value;
      readonly to: Value;
    };

/** What an event that was learned late says, whether it changed anything or not. */
export type LateFact = { readonly happened: number; readonly id: string } & (
  | { readonly kind: 'column'; readonly column: string; readonly value: Value }
  | { readonly kind: 'born'; readonly columns: Readonly<Record<string, Value>> }
  | { readonly kind: 'died' }
);

/** Columns with history: all but the volatile ones, in the order of their declaration. */
export function recordedColumns(definition: CollectionDefinition): string[] {
  return Object.keys(definition.columns).filter(column => !definition.columns[column]?.volatile);
}

/**
 * Folds one event into the documents and tells what it did, net: several changes of one column by one event
 * are one, and there-and-back is none.
 */
export function foldEvent(
  definition: CollectionDefinition,
  documents: Documents,
  event: EventChanges,
): { readonly traces: readonly Trace[]; readonly late: readonly LateFact[] } {
  const mine = event.changes.filter(change => change.collection === definition.name);
  const before = new Map(mine.map(({ id }) => [id, copyOf(documents.get(id))]));
  const at = Date.parse(event.at);
  const happened = Math.min(at, Date.parse(event.happenedAt ?? event.at));
  const isLate = happened < at && definition.history === 'columns';
  const stated = new Map<string, Map<string, Value>>();
  const counted: Counted[] = [];
  for (const change of mine) {
    counted.push(...foldChange(definition, documents, change, isLate ? happened : at, isLate));
    if (isLate) noteStated(definition, stated, change);
  }
  // Only now: what else the event says of a column is held against what stood there before the event.
  for (const { cells, column } of counted)
    cells.set(column, { value: cells.get(column)?.value ?? null, happened: isLate ? happened : at });
  const traces: Trace[] = [];
  const late: LateFact[] = [];
  for (const [id, old] of before) {
    const now = documents.get(id);
    traces.push(...tracesOf(definition, id, old, now));
    if (!isLate) continue;
    if (!old && now) late.push({ kind: 'born', id, happened, columns: valuesOf(now) });
    else if (old && !now) late.push({ kind: 'died', id, happened });
    else if (old && now)
      for (const [column, value] of stated.get(id) ?? [])
        late.push({ kind: 'column', id, happened, column, value });
  }
  return { traces, late };
}

/** A column that was counted up or down, whose value happened with the event. */
interface Counted {
  readonly cells: Entry['cells'];
  readonly column: string;
}

/** Answers the cells that were counted. */
function foldChange(
  definition: CollectionDefinition,
  documents: Documents,
  change: DocumentChange,
  happened: number,
  isLate: boolean,
): readonly Counted[] {
  const { id } = change;
  const entry = documents.get(id);
  switch (change.kind) {
    case 'put': {
      const columns = Object.fromEntries(
        recordedColumns(definition).map(column => [column, change.columns[column] ?? null]),
      );
      if (entry) setColumns(entry, columns, happened, isLate);
      documents.set(id, { cells: entry?.cells ?? cellsOf(columns, happened), body: change.body ?? {} });
      return [];
    }
    case 'patch': {
      if (!entry) return [];
      setColumns(entry, change.columns ?? {}, happened, isLate);
      // Null removes a key the patch names; one that was put as null and is not named stays.
      const removed = (key: string): boolean => change.body?.[key] === null;
      const body = Object.entries({ ...entry.body, ...change.body }).filter(([key]) => !removed(key));
      documents.set(id, { cells: entry.cells, body: Object.fromEntries(body) });
      return [];
    }
    case 'delete':
      documents.delete(id);
      return [];
    case 'increment': {
      const start = Object.fromEntries(
        recordedColumns(definition).map(column => [column, change.otherwise?.[column] ?? null]),
      );
      const { cells, body } = entry ?? { cells: cellsOf(start, happened), body: {} };
      for (const [column, by] of Object.entries(change.by)) {
        const { value, happened: since } = cells.get(column) ?? { value: null, happened };
        cells.set(column, { value: Number(value ?? 0) + by, happened: since });
      }
      documents.set(id, { cells, body });
      return Object.keys(change.by).map(column => ({ cells, column }));
    }
  }
}

function setColumns(
  entry: Entry,
  columns: Readonly<Record<string, Value>>,
  happened: number,
  isLate: boolean,
): void {
  for (const [column, value] of Object.entries(columns)) {
    const cell = entry.cells.get(column);
    if (isLate && cell && happened < cell.happened) continue;
    entry.cells.set(column, { value, happened });
  }
}

/** What a late event says of each column, the last word where it says it twice. */
function noteStated(
  definition: CollectionDefinition,
  stated: Map<string, Map<string, Value>>,
  change: DocumentChange,
): void {
  if (change.kind !== 'put' && change.kind !== 'patch') return;
  const columns = stated.get(change.id) ?? new Map<string, Value>();
  stated.set(change.id, columns);
  const named = change.kind === 'put' ? recordedColumns(definition) : Object.keys(change.columns ?? {});
  for (const column of named) columns.set(column, change.columns?.[column] ?? null);
}

/** Also puts back when a value happened where the event left the value as it was. */
function tracesOf(
  definition: CollectionDefinition,
  id: string,
  old: Entry | undefined,
  now: Entry | undefined,
): Trace[] {
  if (!old) return now ? [{ kind: 'born', id, columns: valuesOf(now) }] : [];
  if (!now) return [{ kind: 'died', id }];
  const traces: Trace[] = [];
  for (const column of recordedColumns(definition)) {
    const was = old.cells.get(column);
    const is = now.cells.get(column);
    if (!was || !is) continue;
    if (was.value === is.value) now.cells.set(column, was);
    else traces.push({ kind: 'changed', id, column, from: was.value, to: is.value });
  }
  return traces;
}

export function cellsOf(columns: Readonly<Record<string, Value>>, happened: number): Map<string, Cell> {
  return new Map(Object.entries(columns).map(([column, value]) => [column, { value, happened }]));
}

export function valuesOf(entry: Entry): Record<string, Value> {
  return Object.fromEntries([...entry.cells].map(([column, { value }]) => [column, value]));
}

function copyOf(entry: Entry | undefined): Entry | undefined {
  return entry && { cells: new Map(entry.cells), body: entry.body };
}
