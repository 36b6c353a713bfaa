import { unreachable } from '../kernel/index.ts';
import type { Definition, OrganizationEvent } from './events.ts';

/** Acts on groups that can still be taken back. */
const actsRemembered = 50;

/** What an act on groups did to the definitions, for the way back. */
export interface GroupAct {
  readonly id: string;
  readonly kind: 'rename' | 'delete' | 'prune';
  /** Of a renaming, `from` and `to`. */
  readonly paths: readonly string[];
  /** The definition that was renamed with its group. */
  readonly renamed: string | null;
  /** Definitions that went with their group. */
  readonly removed: readonly Definition[];
  readonly undone: boolean;
}

/** A tree as its stream tells; plain JSON, so that it can be kept as a snapshot. */
export interface Tree {
  readonly definitions: Readonly<Record<string, Definition>>;
  /** Newest last. */
  readonly acts: readonly GroupAct[];
}

export const emptyTree: Tree = { definitions: {}, acts: [] };

export function evolveTree(tree: Tree, event: OrganizationEvent): Tree {
  switch (event.type) {
    case 'DefinitionsAdded':
      return withDefinitions(tree, event.data.items.map(plain));
    case 'DefinitionsRenamed':
      return withDefinitions(
        tree,
        event.data.items.map(({ id, to }) => ({ ...tree.definitions[id]!, name: to })),
      );
    case 'DefinitionsMoved':
      return withDefinitions(
        tree,
        event.data.items.map(({ id, to, order }) => ({ ...tree.definitions[id]!, parent: to, order })),
      );
    case 'DefinitionsOrdered':
      return withDefinitions(
        tree,
        event.data.items.map(({ id, order }) => ({ ...tree.definitions[id]!, order })),
      );
    case 'DisplayNamesSet':
      return withDefinitions(
        tree,
        event.data.items.map(({ id, names }) => ({ ...tree.definitions[id]!, names })),
      );
    case 'DefinitionsRemoved': {
      const gone = new Set(event.data.items.map(({ id }) => id));
      const definitions = Object.fromEntries(
        Object.entries(tree.definitions).filter(([id]) => !gone.has(id)),
      );
      const removed = event.data.items.map(plain);
      return { definitions, acts: amended(tree.acts, event.data.act, act => ({ ...act, removed })) };
    }
    case 'GroupRenamed': {
      const { act, from, to, definition } = event.data;
      return withAct(tree, { id: act, kind: 'rename', paths: [from, to], renamed: definition });
    }
    case 'GroupDeleted':
      return withAct(tree, { id: event.data.act, kind: 'delete', paths: [event.data.path], renamed: null });
    case 'HierarchiesPruned':
      return withAct(tree, { id: event.data.act, kind: 'prune', paths: event.data.paths, renamed: null });
    case 'GroupActUndone':
      return { ...tree, acts: amended(tree.acts, event.data.act, act => ({ ...act, undone: true })) };
    case 'GroupActEnded':
    case 'HierarchyImported':
      return tree;
    default:
      return unreachable(event);
  }
}

function withDefinitions(tree: Tree, definitions: readonly Definition[]): Tree {
  const changed = Object.fromEntries(definitions.map(each => [each.id, each]));
  return { ...tree, definitions: { ...tree.definitions, ...changed } };
}

function withAct(tree: Tree, act: Omit<GroupAct, 'removed' | 'undone'>): Tree {
  return { ...tree, acts: [...tree.acts, { ...act, removed: [], undone: false }].slice(-actsRemembered) };
}

function amended(
  acts: readonly GroupAct[],
  id: string | undefined,
  change: (act: GroupAct) => GroupAct,
): readonly GroupAct[] {
  return acts.map(act => (act.id === id ? change(act) : act));
}

function plain({ path: _path, ...definition }: Definition & { readonly path: string }): Definition {
  return definition;
}
