import { badName, badNames, maySee, no, outOfScope, unfitting } from './checks.ts';
import type { No } from './checks.ts';
import type { CommandOf } from './commands.ts';
import type { Draft } from './draft.ts';
import { definitionLimit } from './events.ts';
import type { Definition, DisplayNames } from './events.ts';
import { tidyName } from './paths.ts';

type Fields<T extends 'AddDefinition' | 'EditDefinition' | 'RemoveDefinition'> = Omit<
  CommandOf<T>,
  'type' | 'at' | 'reason'
>;

/** Each changes the draft, or says why not and leaves it as it is. */
export function add(draft: Draft, command: Fields<'AddDefinition'>): No | undefined {
  const { id, parent, within, origin = 'muster' } = command;
  if (draft.get(id)) return no('DEFINITION_EXISTS', { id });
  if (draft.size >= definitionLimit) return no('DEFINITION_LIMIT', { limit: definitionLimit });
  if (parent !== null && !visible(draft, parent, within)) return no('DEFINITION_PARENT_UNKNOWN', { parent });
  const name = tidyName(command.name);
  const names = tidyNames(command.names ?? {});
  const refusal =
    badName(name) ??
    badNames(names) ??
    outOfScope(within, draft.pathIn(parent, name)) ??
    unfitting(draft, { parent, name }, 1);
  if (refusal) return refusal;
  draft.put({ id, parent, name, names, order: draft.nextOrder(parent), origin });
  return undefined;
}

export function edit(draft: Draft, command: Fields<'EditDefinition'>): No | undefined {
  const { id, within, before } = command;
  const known = visible(draft, id, within);
  if (!known) return no('DEFINITION_UNKNOWN', { id });
  const { parent = known.parent } = command;
  const name = command.name === undefined ? known.name : tidyName(command.name);
  const names = tidyNames(command.names ?? known.names);
  const outside = outOfScope(within, draft.pathOf(id));
  if (outside) return outside;
  if (parent !== null && !visible(draft, parent, within)) return no('DEFINITION_PARENT_UNKNOWN', { parent });
  if (parent !== null && draft.family(id).includes(parent))
    return no('DEFINITION_CIRCLE', { path: draft.pathOf(id) });
  const refusal =
    badName(name) ??
    badNames(names) ??
    outOfScope(within, draft.pathIn(parent, name)) ??
    unfitting(draft, { parent, name, own: id }, draft.height(id));
  if (refusal) return refusal;
  if (before != null && !draft.children(parent).some(each => each.id === before && each.id !== id))
    return no('DEFINITION_UNKNOWN', { id: before });
  const order = parent === known.parent ? known.order : draft.nextOrder(parent);
  draft.put({ ...known, parent, name, names, order });
  if (before !== undefined) placeBefore(draft, id, before);
  return undefined;
}

/** With everything below it. */
export function remove(draft: Draft, { id, within }: Fields<'RemoveDefinition'>): No | undefined {
  if (!visible(draft, id, within)) return no('DEFINITION_UNKNOWN', { id });
  const refusal = outOfScope(within, draft.pathOf(id));
  if (refusal) return refusal;
  dropFamily(draft, id);
  return undefined;
}

export function dropFamily(draft: Draft, id: string): void {
  for (const member of [...draft.family(id)].reverse()) draft.drop(member);
}

/** Before a sibling, or last. */
function placeBefore(draft: Draft, id: string, before: string | null): void {
  const own = draft.get(id)!;
  const others = draft.children(own.parent).filter(each => each.id !== id);
  const at = before === null ? others.length : others.findIndex(each => each.id === before);
  [...others.slice(0, at), own, ...others.slice(at)].forEach((each, order) => draft.put({ ...each, order }));
}

/** A definition that somebody restricted to these places may know of. */
function visible(draft: Draft, id: string, within: readonly string[] | undefined): Definition | undefined {
  const known = draft.get(id);
  return known && maySee(within, draft.pathOf(id)) ? known : undefined;
}

/** A language whose name is blank has none. */
function tidyNames(names: DisplayNames): DisplayNames {
  const tidy = Object.entries(names).map(([language, name]) => [language, tidyName(name ?? '')] as const);
  return Object.fromEntries(tidy.filter(([, name]) => name !== ''));
}
