import { Draft } from './draft.ts';
import type { Definition, OrganizationEvent } from './events.ts';
import type { Tree } from './state.ts';

/** When, why and by which act on a group something changes. */
export interface About {
  readonly since: string;
  readonly reason?: string;
}

/** What has happened between a tree and its changed draft, one event for each kind of change. */
export function changesOf(tree: Tree, draft: Draft, about: About, act?: string): OrganizationEvent[] {
  const was = new Draft(tree);
  const kept = [...draft.values()].flatMap(now => {
    const before = was.get(now.id);
    return before ? [{ before, now }] : [];
  });
  const added = [...draft.values()].filter(({ id }) => !was.get(id));
  const renamed = kept.filter(({ before, now }) => before.name !== now.name);
  const moved = kept.filter(({ before, now }) => before.parent !== now.parent);
  const named = kept.filter(({ before, now }) => !sameNames(before, now));
  const ordered = kept.filter(
    ({ before, now }) => before.parent === now.parent && before.order !== now.order,
  );
  const removed = [...was.values()].filter(({ id }) => !draft.get(id));
  const pathsOf = (changed: typeof kept) => {
    const ids = new Set(changed.flatMap(({ now }) => draft.family(now.id)).filter(id => was.get(id)));
    return [...ids].map(id => ({ id, path: draft.pathOf(id) }));
  };
  const events: OrganizationEvent[] = [];
  if (added.length > 0)
    events.push({
      type: 'DefinitionsAdded',
      data: { ...about, items: withPaths(draft, parentsFirst(draft, added)) },
    });
  if (renamed.length > 0) {
    const items = renamed.map(({ before, now }) => ({ id: now.id, from: before.name, to: now.name }));
    events.push({ type: 'DefinitionsRenamed', data: { ...about, items, paths: pathsOf(renamed) } });
  }
  if (moved.length > 0) {
    const items = moved.map(({ before, now: { id, parent, order } }) => ({
      id,
      from: before.parent,
      to: parent,
      order,
    }));
    events.push({ type: 'DefinitionsMoved', data: { ...about, items, paths: pathsOf(moved) } });
  }
  if (named.length > 0) {
    const items = named.map(({ now: { id, names } }) => ({ id, names }));
    events.push({ type: 'DisplayNamesSet', data: { ...about, items } });
  }
  if (ordered.length > 0) {
    const items = ordered.map(({ now: { id, order } }) => ({ id, order }));
    events.push({ type: 'DefinitionsOrdered', data: { ...about, items } });
  }
  if (removed.length > 0) {
    const items = withPaths(was, parentsFirst(was, removed));
    events.push({ type: 'DefinitionsRemoved', data: { ...about, ...(act !== undefined && { act }), items } });
  }
  return events;
}

function parentsFirst(draft: Draft, definitions: readonly Definition[]): Definition[] {
  const level = ({ id }: Definition) => draft.pathOf(id).split('/').length;
  return [...definitions].sort((a, b) => level(a) - level(b) || a.order - b.order);
}

function withPaths(draft: Draft, definitions: readonly Definition[]): (Definition & { path: string })[] {
  return definitions.map(each => ({ ...each, path: draft.pathOf(each.id) }));
}

function sameNames({ names: a }: Definition, { names: b }: Definition): boolean {
  return a.en === b.en && a.ja === b.ja;
}
