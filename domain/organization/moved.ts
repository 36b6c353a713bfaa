import { Draft } from './draft.ts';
import type { OrganizationEvent } from './events.ts';
import { evolveTree, type Tree } from './state.ts';

/** A place that has another path from now on, with everything below it. */
export interface MovedPlace {
  readonly from: string;
  readonly to: string;
}

/** Definitions that these events, decided upon `before`, gave another path; those below them only where moved too. */
export function movedBy(before: Tree, events: readonly OrganizationEvent[]): readonly MovedPlace[] {
  const touched = new Set<string>();
  for (const event of events)
    if (event.type === 'DefinitionsRenamed' || event.type === 'DefinitionsMoved')
      for (const { id } of event.data.items) touched.add(id);
  if (touched.size === 0) return [];
  const [then, now] = [new Draft(before), new Draft(events.reduce(evolveTree, before))];
  return [...touched].flatMap(id => {
    if (!then.get(id) || !now.get(id)) return [];
    const [from, to] = [then.pathOf(id), now.pathOf(id)];
    return from === to ? [] : [{ from, to }];
  });
}
