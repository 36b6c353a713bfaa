import type { MovedPlace } from '../../../domain/agents/index.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import { organizationTree, pathIn } from '../../../domain/organization/index.ts';
import type { OrganizationEvent, Tree, TreeKind } from '../../../domain/organization/index.ts';
import type { ServerContext } from '../http/kernel/context.ts';

/** Definitions that these events, decided upon `before`, gave another path; those below them only where moved too. */
export function movedBy(before: Tree, events: readonly OrganizationEvent[]): readonly MovedPlace[] {
  const after = events.reduce(organizationTree.evolve, before);
  const touched = new Set<string>();
  for (const event of events)
    if (event.type === 'DefinitionsRenamed' || event.type === 'DefinitionsMoved')
      for (const { id } of event.data.items) touched.add(id);
  return [...touched].flatMap(id => {
    const [from, to] = [pathIn(before, id), pathIn(after, id)];
    return from === undefined || to === undefined || from === to ? [] : [{ from, to }];
  });
}

/**
 * Agent configurations follow a department or location to its new path (AGT-032). Answers the events.
 *
 * @throws AppError AGENT_ASSIGNMENT_LIMIT
 */
export async function carryConfigurations(
  { agentConfigurations }: ServerContext,
  kind: TreeKind,
  moved: readonly MovedPlace[],
  about: { readonly actor: Actor; readonly correlationId: string; readonly dryRun: boolean },
) {
  if (moved.length === 0) return [];
  const { events } = await agentConfigurations.execute({ type: 'CarryAssignments', kind, moved }, about);
  return events;
}
