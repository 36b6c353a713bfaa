import { accept, refuse, unreachable } from '../kernel/index.ts';
import type { Decider, Decision } from '../kernel/index.ts';
import { changesOf } from './changes.ts';
import type { About } from './changes.ts';
import type { No } from './checks.ts';
import type { CommandOf, OrganizationCommand } from './commands.ts';
import { add, edit, remove } from './definitions.ts';
import { Draft } from './draft.ts';
import type { OrganizationEvent } from './events.ts';
import { deleteGroup, pruneHierarchies, renameGroup, takeBack } from './groups.ts';
import { importHierarchy } from './hierarchy-import.ts';
import type { OrganizationRefusal } from './refusals.ts';
import { emptyTree, evolveTree } from './state.ts';
import type { Tree } from './state.ts';

/** The two trees, each named as what devices record of it. */
export const treeKinds = ['department', 'location'] as const;
export type TreeKind = (typeof treeKinds)[number];

const category = 'organization';

export function treeStream(kind: TreeKind): string {
  return `${category}-${kind}s`;
}

export function treeKindOf(stream: string): TreeKind {
  return stream === treeStream('location') ? 'location' : 'department';
}

type Outcome = Decision<OrganizationEvent, OrganizationRefusal>;

/**
 * The departments, or the locations, of the organization. What devices record is not here: an edited or removed
 * definition leaves it as it is, and acts on groups are decided here and carried out device by device.
 */
export const organizationTree: Decider<Tree, OrganizationCommand, OrganizationEvent, OrganizationRefusal> = {
  name: 'organization-tree',
  stateVersion: 1,
  initial: emptyTree,
  decide(command, tree): Outcome {
    const draft = new Draft(tree);
    const about = describe(command);
    const events = () => changesOf(tree, draft, about, 'act' in command ? command.act : undefined);
    switch (command.type) {
      case 'AddDefinition':
        return either(add(draft, command), events);
      case 'EditDefinition':
        return either(edit(draft, command), events);
      case 'RemoveDefinition':
        return either(remove(draft, command), events);
      case 'ImportHierarchy':
        return either(importHierarchy(draft, command), () => imported(command, about, events()));
      case 'RenameGroup': {
        const { act, from, to, devices } = command;
        const definition = draft.at(from)?.id ?? null;
        if (from === to) return accept();
        return either(renameGroup(draft, command), () => [
          { type: 'GroupRenamed', data: { ...about, act, from, to, definition, devices } },
          ...events(),
        ]);
      }
      case 'DeleteGroup': {
        const { act, path, devices } = command;
        return either(deleteGroup(draft, command), () => [
          { type: 'GroupDeleted', data: { ...about, act, path, devices } },
          ...events(),
        ]);
      }
      case 'PruneOldHierarchies': {
        const { act, paths, devices } = command;
        if (paths.length === 0) return accept();
        return either(pruneHierarchies(draft, command), () => [
          { type: 'HierarchiesPruned', data: { ...about, act, paths: [...paths], devices } },
        ]);
      }
      case 'UndoGroupAct': {
        const act = tree.acts.find(({ id }) => id === command.act);
        if (!act) return refuse('GROUP_ACT_UNKNOWN', { act: command.act });
        return either(takeBack(draft, act, command.within), () => [
          { type: 'GroupActUndone', data: { ...about, act: act.id } },
          ...events(),
        ]);
      }
      case 'EndGroupAct': {
        const { act, outcome, devices, refused, accounts } = command;
        return accept({
          type: 'GroupActEnded',
          data: { ...about, act, outcome, devices, refused, accounts },
        });
      }
      default:
        return unreachable(command);
    }
  },
  evolve: evolveTree,
};

function either(refusal: No | undefined, events: () => readonly OrganizationEvent[]): Outcome {
  return refusal ? refuse(refusal.code, refusal.details) : accept(...events());
}

function describe({ at, reason }: OrganizationCommand): About {
  return { since: at, ...(reason !== undefined && { reason }) };
}

/** Nothing where the file tells what is so already. */
function imported(
  { rows }: CommandOf<'ImportHierarchy'>,
  about: About,
  changes: readonly OrganizationEvent[],
): readonly OrganizationEvent[] {
  if (changes.length === 0) return [];
  const of = (kind: string) => rows.filter(row => row.kind === kind).length;
  const counts = { added: of('add'), changed: of('change'), removed: of('remove') };
  return [{ type: 'HierarchyImported', data: { ...about, ...counts } }, ...changes];
}
