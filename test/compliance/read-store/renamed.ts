import type {
  CollectionDefinition,
  EventChanges,
  Projection,
  ReadStore,
} from '../../../projections/kernel/index.ts';

/**
 * A store of its own within another, by names nobody else uses: starting the threads of an embedded store takes
 * longer than most tests of it. Times and positions of the suites agree, so `positionAt` is shared unharmed.
 */
export function renamed(store: ReadStore, mark: string): ReadStore {
  const suffix = `.${mark}`;
  const theirs = (name: string) => name + suffix;
  const rename = <T extends { readonly name: string }>(one: T): T => ({ ...one, name: theirs(one.name) });
  const projectionOf = (projection: Projection): Projection => ({
    ...rename(projection),
    collections: projection.collections.map(rename),
  });
  const changesOf = (batch: readonly EventChanges[]) =>
    batch.map(event => ({
      ...event,
      changes: event.changes.map(change => ({ ...change, collection: theirs(change.collection) })),
    }));
  const ours = (definition: CollectionDefinition) => ({
    ...definition,
    name: definition.name.slice(0, -suffix.length),
  });

  return {
    open: projection => store.open(projectionOf(projection)),
    get: (collection, id) => store.get(theirs(collection), id),
    find: (collection, query) => store.find(theirs(collection), query),
    count: (collection, ...rest) => store.count(theirs(collection), ...rest),
    groupBy: (collection, ...rest) => store.groupBy(theirs(collection), ...rest),
    compare: (collection, ...rest) => store.compare(theirs(collection), ...rest),
    history: (collection, ...rest) => store.history(theirs(collection), ...rest),
    former: (collection, query) => store.former(theirs(collection), query),
    apply: (projection, batch, ...rest) => store.apply(theirs(projection), changesOf(batch), ...rest),
    position: projection => store.position(theirs(projection)),
    touch: (collection, updates) => store.touch(theirs(collection), updates),
    beginRebuild: async projection => {
      const rebuild = await store.beginRebuild(projectionOf(projection));
      return {
        apply: batch => rebuild.apply(changesOf(batch)),
        finish: (...reached) => rebuild.finish(...reached),
        abort: () => rebuild.abort(),
      };
    },
    positionAt: time => store.positionAt(time),
    definition: collection => ours(store.definition(theirs(collection))),
    onChange: listener =>
      store.onChange(change => {
        if (!change.collection.endsWith(suffix)) return;
        listener({ ...change, collection: change.collection.slice(0, -suffix.length) });
      }),
    close: () => Promise.resolve(),
  };
}
