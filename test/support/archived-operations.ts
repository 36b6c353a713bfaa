import { ArchivedOperationStore } from '../../adapters/operation-logs/archive/joined.ts';
import type { RestoredDay } from '../../adapters/operation-logs/archive/view.ts';
import { memoryOperationStore } from '../../adapters/operation-logs/memory.ts';
import type { OperationStore, StoredOperation } from '../../projections/operation-logs/index.ts';

/** What the log says of the archive, for tests to say. */
export interface SaidFacts {
  folder: string | null;
  readonly restored: Map<string, RestoredDay>;
}

export function archivedStore(
  folder: string,
  scratch: string,
  live: OperationStore = memoryOperationStore(),
): { readonly store: ArchivedOperationStore; readonly facts: SaidFacts } {
  const facts: SaidFacts = { folder, restored: new Map() };
  const store = new ArchivedOperationStore({
    live,
    openRestored: () => Promise.resolve(memoryOperationStore()),
    scratch,
    facts: () => Promise.resolve({ ...facts }),
  });
  return { store, facts };
}

/** Seals a day, writes it into the archive, and has it leave; `keep`: it stays at hand. */
export async function archiveDay(
  store: ArchivedOperationStore,
  day: string,
  { added = false, keep = false } = {},
): Promise<void> {
  const archive = (await store.archive())!;
  const { root } = await store.live.sealDay(day);
  await archive.write({
    day,
    pages: store.live.read({ day }),
    root: root!,
    at: '2026-11-01T00:00:00.000Z',
    added,
  });
  store.changed();
  if (!keep && !(await store.leave(day, root!))) throw new Error(`${day} did not leave`);
}

/** As a store that has no archive answers. */
export function unmarked<Store extends OperationStore>(store: Store): OperationStore {
  const plain = ({ archived: _, ...operation }: StoredOperation): StoredOperation => operation;
  return {
    record: upload => store.record(upload),
    receive: upload => store.receive(upload),
    search: async query => {
      const { items, next } = await store.search(query);
      return { items: items.map(plain), next };
    },
    count: filter => store.count(filter),
    histogram: (filter, slot) => store.histogram(filter, slot),
    groupBy: (filter, column, limit) => store.groupBy(filter, column, limit),
    get: async id => {
      const found = await store.get(id);
      return found && plain(found);
    },
    trace: async (id, options) => {
      const trace = await store.trace(id, options);
      return (
        trace && { ...trace, steps: trace.steps.map(step => ({ ...step, operation: plain(step.operation) })) }
      );
    },
    steps: async question => (await store.steps(question)).map(plain),
    async *read(filter, signal) {
      for await (const page of store.read(filter, signal)) yield page.map(plain);
    },
    days: () => store.days(),
    status: () => store.status(),
    sealDay: day => store.sealDay(day),
    dropDay: day => store.dropDay(day),
    checkDay: day => store.checkDay(day),
    onChange: listener => store.onChange(listener),
    close: () => store.close(),
  };
}
