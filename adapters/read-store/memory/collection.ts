import type {
  CollectionDefinition,
  ColumnChange,
  EventChanges,
  FormerQuery,
  FormerValue,
  Row,
  Value,
} from '../../../projections/kernel/index.ts';
import { compareText, QueryError, searchableColumns, textTest } from '../../../projections/kernel/index.ts';
import type { Documents, LateFact, Trace } from './fold.ts';
import { cellsOf, foldEvent, recordedColumns, valuesOf } from './fold.ts';

interface Recorded {
  readonly position: number;
  readonly at: string;
  readonly traces: readonly Trace[];
  readonly late: readonly LateFact[];
}

/** A past moment: the log position, the time asked about, and whether what was learned later corrects it. */
export interface Moment {
  readonly position: number;
  readonly time: number;
  readonly asKnown: 'then' | 'now';
}

/** One collection with every event that ever touched it; the past is folded anew for each question. */
export class MemoryCollection {
  readonly definition: CollectionDefinition;
  readonly #documents: Documents = new Map();
  readonly #volatile = new Map<string, Record<string, Value>>();
  readonly #log: EventChanges[] = [];
  readonly #recorded: Recorded[] = [];

  constructor(definition: CollectionDefinition) {
    this.definition = definition;
  }

  /** Answers the ids of documents the event touched. */
  apply(event: EventChanges): string[] {
    const ids = event.changes
      .filter(change => change.collection === this.definition.name)
      .map(change => change.id);
    if (ids.length === 0) return [];
    const { traces, late } = foldEvent(this.definition, this.#documents, event);
    for (const id of ids) if (!this.#documents.has(id)) this.#volatile.delete(id);
    this.#log.push(event);
    this.#recorded.push({ position: event.position, at: event.at, traces, late });
    return ids;
  }

  touch(id: string, columns: Readonly<Record<string, Value>>): void {
    if (this.#documents.has(id)) this.#volatile.set(id, { ...this.#volatile.get(id), ...columns });
  }

  /** Takes over what presence wrote into the collection this one replaces. */
  inheritVolatile(from: MemoryCollection): void {
    for (const [id, columns] of from.#volatile) {
      const kept = Object.entries(columns).filter(([column]) => this.definition.columns[column]?.volatile);
      this.touch(id, Object.fromEntries(kept));
    }
  }

  body(id: string): Readonly<Record<string, unknown>> {
    return this.#documents.get(id)?.body ?? {};
  }

  row(id: string): Row | undefined {
    const entry = this.#documents.get(id);
    return entry && { id, columns: this.#complete(valuesOf(entry), this.#volatile.get(id)) };
  }

  rows(): Row[] {
    return [...this.#documents.keys()].flatMap(id => this.row(id) ?? []);
  }

  rowsAt(moment: Moment): Row[] {
    switch (this.definition.history) {
      case 'columns':
        return [...this.#documentsAt(moment)].map(([id, entry]) => ({
          id,
          columns: this.#complete(valuesOf(entry)),
        }));
      case 'interval':
        return this.rows().flatMap(({ id, columns }) => {
          const since = Number(columns['since'] ?? Infinity);
          const until = Number(columns['until'] ?? Infinity);
          const stood = since <= moment.time && moment.time < until;
          return stood ? [{ id, columns: { ...columns, until: null } }] : [];
        });
      case 'append':
        return this.rows().filter(({ columns }) => Number(columns['at'] ?? Infinity) <= moment.time);
      case 'none':
        throw new QueryError('QUERY_NO_HISTORY', { collection: this.definition.name });
    }
  }

  /**
   * The documents as recorded up to the moment. As known now, facts learned later about the time asked for
   * follow in the order in which they happened; each wins where it is not older than what stands.
   */
  #documentsAt(moment: Moment): Documents {
    const documents: Documents = new Map();
    for (const event of this.#log) {
      if (event.position > moment.position) break;
      foldEvent(this.definition, documents, event);
    }
    if (moment.asKnown === 'then') return documents;
    const later = this.#recorded
      .filter(({ position }) => position > moment.position)
      .flatMap(({ late }) => late)
      .filter(({ happened }) => happened <= moment.time)
      .sort((a, b) => a.happened - b.happened);
    for (const fact of later) {
      const entry = documents.get(fact.id);
      if (fact.kind === 'died') documents.delete(fact.id);
      else if (fact.kind === 'born') {
        if (!entry) documents.set(fact.id, { cells: cellsOf(fact.columns, fact.happened), body: {} });
      } else {
        const cell = entry?.cells.get(fact.column);
        if (entry && (!cell || fact.happened >= cell.happened))
          entry.cells.set(fact.column, { value: fact.value, happened: fact.happened });
      }
    }
    return documents;
  }

  history(id: string, columns: readonly string[]): ColumnChange[] {
    const changes = this.#recorded.flatMap(({ position, at, traces }) =>
      traces.flatMap(trace => {
        if (trace.kind !== 'changed' || trace.id !== id || !columns.includes(trace.column)) return [];
        return [{ position, at, column: trace.column, from: trace.from, to: trace.to }];
      }),
    );
    return changes.sort((a, b) => b.position - a.position);
  }

  former(query: FormerQuery, columns: readonly string[]): FormerValue[] {
    const matches = textTest(query.match, query.text);
    const span = query.between && { from: Date.parse(query.between.from), to: Date.parse(query.between.to) };
    const order = searchableColumns(this.definition);
    return this.#intervals()
      .filter(({ column, value }) => columns.includes(column) && matches(value))
      .filter(
        ({ from, to }) => !span || (Date.parse(from.at) <= span.to && (!to || Date.parse(to.at) > span.from)),
      )
      .sort(
        (a, b) =>
          b.from.position - a.from.position ||
          compareText(a.id, b.id) ||
          order.indexOf(a.column) - order.indexOf(b.column),
      );
  }

  /** Every value a column ever had, with the span in which it stood. */
  #intervals(): FormerValue[] {
    const open = new Map<string, FormerValue>();
    const closed: FormerValue[] = [];
    for (const { position, at, traces } of this.#recorded) {
      const point = { position, at };
      const begin = (id: string, column: string, value: Value) => {
        if (value !== null)
          open.set(JSON.stringify([id, column]), { id, column, value, from: point, to: null });
      };
      const end = (id: string, column: string) => {
        const key = JSON.stringify([id, column]);
        const interval = open.get(key);
        if (interval) closed.push({ ...interval, to: point });
        open.delete(key);
      };
      for (const trace of traces) {
        if (trace.kind === 'born')
          for (const [column, value] of Object.entries(trace.columns)) begin(trace.id, column, value);
        else if (trace.kind === 'died')
          for (const column of recordedColumns(this.definition)) end(trace.id, column);
        else {
          end(trace.id, trace.column);
          begin(trace.id, trace.column, trace.to);
        }
      }
    }
    return [...closed, ...open.values()];
  }

  #complete(
    columns: Readonly<Record<string, Value>>,
    volatile: Readonly<Record<string, Value>> = {},
  ): Row['columns'] {
    const names = Object.keys(this.definition.columns);
    return Object.fromEntries(names.map(name => [name, columns[name] ?? volatile[name] ?? null]));
  }
}
