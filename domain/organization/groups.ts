import { badPath, firstOf, no, outOfScope } from './checks.ts';
import type { No } from './checks.ts';
import { add, dropFamily, edit } from './definitions.ts';
import type { Draft } from './draft.ts';
import { isWithin, splitPath } from './paths.ts';
import type { GroupAct } from './state.ts';

type Within = readonly string[] | undefined;

/** The definition of a group takes its new name and place with it; one that is there already stands. */
export function renameGroup(
  draft: Draft,
  { from, to, devices, within }: { from: string; to: string; devices: number; within?: Within },
): No | undefined {
  const refusal = outOfScope(within, from) ?? outOfScope(within, to) ?? badPath(to);
  if (refusal) return refusal;
  const definition = draft.at(from);
  if (!definition && devices === 0) return no('GROUP_UNKNOWN', { path: from });
  if (from !== to && isWithin(to, from)) return no('DEFINITION_CIRCLE', { path: from });
  return definition ? relocate(draft, definition.id, to) : undefined;
}

/** Its definition and those below it go with it. */
export function deleteGroup(
  draft: Draft,
  { path, devices, within }: { path: string; devices: number; within?: Within },
): No | undefined {
  const refusal = outOfScope(within, path);
  if (refusal) return refusal;
  const definition = draft.at(path);
  if (!definition && devices === 0) return no('GROUP_UNKNOWN', { path });
  if (definition) dropFamily(draft, definition.id);
  return undefined;
}

/** Only what is not defined can be pruned, so the definitions stay as they are. */
export function pruneHierarchies(
  draft: Draft,
  { paths, within }: { paths: readonly string[]; within?: Within },
): No | undefined {
  return firstOf(
    paths,
    path => outOfScope(within, path) ?? (draft.at(path) ? no('GROUP_DEFINED', { path }) : undefined),
  );
}

/** The definitions as they were before the act; one that was renamed again since stays as it is. */
export function takeBack(draft: Draft, act: GroupAct, within: Within): No | undefined {
  const outside = firstOf(act.paths, path => outOfScope(within, path));
  if (outside) return no('GROUP_ACT_UNKNOWN', { act: act.id });
  if (act.undone) return no('GROUP_ACT_UNDONE', { act: act.id });
  const [from, to] = act.paths;
  if (act.renamed !== null && draft.at(to!)?.id === act.renamed) return relocate(draft, act.renamed, from!);
  return firstOf(act.removed, each => {
    const refusal = add(draft, each);
    if (!refusal) draft.put({ ...draft.get(each.id)!, order: each.order });
    return refusal;
  });
}

function relocate(draft: Draft, id: string, to: string): No | undefined {
  const { parent, name } = splitPath(to);
  const under = parent === null ? null : draft.at(parent)?.id;
  if (under === undefined) return no('DEFINITION_PARENT_UNKNOWN', { parent });
  return edit(draft, { id, name, parent: under });
}
