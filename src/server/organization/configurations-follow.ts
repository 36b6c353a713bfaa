import type { Actor } from '../../../domain/kernel/index.ts';
import type { MovedPlace, TreeKind } from '../../../domain/organization/index.ts';
import type { ServerContext } from '../http/kernel/context.ts';

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
