import type { Collection } from 'mongodb';
import type {
  CollectionDefinition,
  DocumentChange,
  EventChanges,
} from '../../../projections/kernel/index.ts';
import type { HistoryEntry } from '../columnar/index.ts';
import { foldEvent, type Documents, type LateFact, type Trace } from '../memory/fold.ts';
import type { Write } from './journal.ts';
import { differences, entryOf, storedOf, type StoredDocument } from './stored-document.ts';
import { fromStored, toStored, wellFormed } from './values.ts';

const IDS_AT_ONCE = 1_000;

/** Documents of one collection that a batch touches: read at once, folded in memory, written at its end. */
export class BatchFold {
  readonly #definition: CollectionDefinition;
  readonly #stored = new Map<string, StoredDocument>();
  readonly #documents: Documents = new Map();
  readonly #numbers = new Map<string, number>();
  /** Documents that went, and perhaps came again as others: nothing of what is stored may stay. */
  readonly #gone = new Set<string>();
  readonly #touched = new Set<string>();
  readonly entries: HistoryEntry[] = [];
  #next: number;

  private constructor(definition: CollectionDefinition, next: number) {
    this.#definition = definition;
    this.#next = next;
  }

  /** `next`: number of the next document to be born. */
  static async over(
    rows: Collection<StoredDocument>,
    definition: CollectionDefinition,
    batch: readonly EventChanges[],
    next: number,
  ): Promise<BatchFold> {
    const fold = new BatchFold(definition, next);
    const own = batch.flatMap(({ changes }) =>
      changes.filter(({ collection }) => collection === definition.name),
    );
    const ids = [...new Set(own.map(({ id }) => id.toWellFormed()))];
    for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
      const some = ids.slice(from, from + IDS_AT_ONCE);
      for (const document of await rows.find({ _id: { $in: some.map(toStored) } }).toArray()) {
        const id = fromStored(document._id) as string;
        fold.#stored.set(id, document);
        fold.#documents.set(id, entryOf(definition, document));
        fold.#numbers.set(id, document.n);
      }
    }
    for (const event of batch) fold.#event(event);
    return fold;
  }

  get ids(): string[] {
    return [...this.#touched];
  }

  /** What to write so that the documents stand as the batch left them. */
  writes(): Write[] {
    return [...this.#touched].flatMap((id): Write[] => {
      const stored = this.#stored.get(id);
      const entry = this.#documents.get(id);
      if (!entry) return stored ? [{ kind: 'delete', id: toStored(id) }] : [];
      const document = storedOf(this.#definition, id, this.#numbers.get(id) ?? 0, entry);
      if (!stored || this.#gone.has(id))
        return [{ kind: 'replace', id: document._id, document: { ...document } }];
      const set = differences(this.#definition, stored, document);
      return set.length > 0 ? [{ kind: 'set', id: document._id, set }] : [];
    });
  }

  #event(event: EventChanges): void {
    const changes = event.changes
      .filter(({ collection }) => collection === this.#definition.name)
      .map(wellFormedChange);
    if (changes.length === 0) return;
    for (const { id } of changes) this.#touched.add(id);
    const { traces, late } = foldEvent(this.#definition, this.#documents, { ...event, changes });
    this.#note(event, traces, late);
  }

  #note(event: EventChanges, traces: readonly Trace[], late: readonly LateFact[]): void {
    const births: {
      doc: number;
      id: string;
      columns: Record<string, Trace['id'] | number | boolean | null>;
    }[] = [];
    const changes: NonNullable<HistoryEntry['changes']>[number][] = [];
    const deaths: number[] = [];
    const at = Date.parse(event.at);
    const happenedAt = Math.min(at, Date.parse(event.happenedAt ?? event.at));
    // What a late event said of cells, whether it won or not.
    const stated = new Map(
      late.flatMap(fact => (fact.kind === 'column' ? [[JSON.stringify([fact.id, fact.column]), fact]] : [])),
    );
    for (const trace of traces) {
      if (trace.kind === 'born') {
        const doc = this.#next++;
        this.#numbers.set(trace.id, doc);
        births.push({ doc, id: trace.id, columns: { ...trace.columns } });
      } else if (trace.kind === 'died') {
        deaths.push(this.#numbers.get(trace.id) as number);
        this.#numbers.delete(trace.id);
        this.#gone.add(trace.id);
      } else {
        const { id, column, from, to } = trace;
        const counted = happenedAt < at && !stated.delete(JSON.stringify([id, column]));
        const doc = this.#numbers.get(id) as number;
        changes.push({ doc, column, from, to, ...(counted && { counted }) });
      }
    }
    for (const { id, column, value } of stated.values())
      changes.push({ doc: this.#numbers.get(id) as number, column, from: value, to: value });
    if (births.length + changes.length + deaths.length === 0) return;
    const time = { position: event.position, at, ...(happenedAt < at && { happenedAt }) };
    this.entries.push({ ...time, births, changes, deaths });
  }
}

function wellFormedChange(change: DocumentChange): DocumentChange {
  const id = change.id.toWellFormed();
  const fixed = <T extends object>(columns: T): T =>
    Object.fromEntries(Object.entries(columns).map(([name, value]) => [name, wellFormed(value)])) as T;
  switch (change.kind) {
    case 'put':
      return { ...change, id, columns: fixed(change.columns) };
    case 'patch':
      return { ...change, id, ...(change.columns && { columns: fixed(change.columns) }) };
    case 'delete':
      return { ...change, id };
    case 'increment':
      return { ...change, id, ...(change.otherwise && { otherwise: fixed(change.otherwise) }) };
  }
}
