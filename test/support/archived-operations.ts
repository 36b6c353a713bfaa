import { ArchivedOperationStore } from '../../adapters/operation-logs/archive/joined.ts';
import { restoredInto, type RestoredDay } from '../../adapters/operation-logs/archive/restored-days.ts';
import type { ArchivedStoreOptions } from '../../adapters/operation-logs/archive/places.ts';
import { memoryOperationStore } from '../../adapters/operation-logs/memory.ts';
import { DayRestorer } from '../../src/server/operation-logs/archive/restoring.ts';
import type { OperationStore, StoredOperation } from '../../projections/operation-logs/index.ts';

/** What the log says of the archive, for tests to say. */
export interface SaidFacts {
  /** Raised by the test where other servers must hear of something. */
  revision: number;
  folder: string | null;
  readonly archived: Set<string>;
  readonly restored: Map<string, RestoredDay>;
}

export function saidFacts(folder: string): SaidFacts {
  return { revision: 0, folder, archived: new Set(), restored: new Map() };
}

export function archivedStore(
  folder: string,
  scratch: string,
  live: OperationStore = memoryOperationStore(),
  more: Partial<ArchivedStoreOptions> & { readonly said?: SaidFacts } = {},
): { readonly store: ArchivedOperationStore; readonly facts: SaidFacts } {
  const { said: facts = saidFacts(folder), ...options } = more;
  const store = new ArchivedOperationStore({
    live,
    openRestored: () => Promise.resolve(restoredInto(memoryOperationStore())),
    scratch,
    facts: () => Promise.resolve({ ...facts }),
    ...options,
  });
  return { store, facts };
}

/** Seals a day, writes it into the archive, and has it leave; `keep`: it stays at hand. */
export async function archiveDay(
  store: ArchivedOperationStore,
  day: string,
  { added = false, keep = false } = {},
): Promise<void> {
  const { root } = await store.live.sealDay(day);
  await writeDay(store, day, root!, added);
  if (!keep && !(await store.leaving.leave(day, root!))) throw new Error(`${day} did not leave`);
}

/** Writes what a root covers into the archive. */
export async function writeDay(
  store: ArchivedOperationStore,
  day: string,
  root: string,
  added = false,
): Promise<void> {
  const archive = (await store.archive())!;
  const pages = store.leaving.sealed(day, root, new AbortController().signal);
  await archive.write({ day, pages, root, at: '2026-11-01T00:00:00.000Z', added });
  store.changed();
}

/**
 * A store of which days go into the archive by themselves before the first question, one of them together with what
 * came of it later, so that every question is about days at hand and archived ones.
 */
export function leavingByThemselves(store: ArchivedOperationStore, days: readonly string[]): OperationStore {
  let left: Promise<void> | undefined;
  const leave = async (): Promise<void> => {
    const there = (await store.days()).map(({ day }) => day);
    for (const day of days) if (there.includes(day)) await archiveDay(store, day);
  };
  const asked = unmarked(store);
  const before = (): Promise<void> => (left ??= leave());
  return {
    ...asked,
    search: async query => (await before(), asked.search(query)),
    trace: async (id, options) => (await before(), asked.trace(id, options)),
  };
}

/** Brings days back; what the log would say of it is said. */
export function restorerOf(store: ArchivedOperationStore, facts: SaidFacts): DayRestorer {
  return new DayRestorer(store, {
    restored: () => Promise.resolve(Object.fromEntries(facts.restored) as never),
    note: command => {
      if (command.type === 'NoteRestored') facts.restored.set(command.day, command);
      if (command.type === 'RemoveRestored') for (const day of command.days) facts.restored.delete(day);
      facts.revision++;
      store.changed();
      return Promise.resolve();
    },
  });
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
