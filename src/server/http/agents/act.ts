import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type {
  AgentConfigurations,
  ConfigurationCommand,
  ConfigurationEvent,
} from '../../../../domain/agents/index.ts';
import { reachOf } from '../../agents/reach.ts';
import type { ServerContext } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import type { ActOutcome } from './schemas.ts';

type ActOutcome = z.infer<typeof ActOutcome>;

export interface ActOptions {
  readonly dryRun: boolean;
  readonly secrets?: ReadonlyMap<string, string>;
  /** Of the act that is undone. */
  readonly correlationId?: string;
}

/**
 * Does a command, or shows what it would do, and says whom it reaches. What a dry run says is worked out as the act
 * itself would: by the same decision, on what stands now.
 */
export async function perform(
  context: ServerContext,
  request: FastifyRequest,
  command: ConfigurationCommand,
  options: ActOptions,
): Promise<ActOutcome> {
  const { agentConfigurations: configurations, reads } = context;
  const { actor } = principalOf(request);
  const before = await configurations.load();
  const tried = await configurations.execute(command, { ...options, actor, dryRun: true });
  // Whom an act reaches is asked before it is done: afterwards nothing may stop it half way.
  const reach = await reachOf(
    configurations,
    reads(null),
    before,
    tried.events as readonly ConfigurationEvent[],
  );
  const { events, revision, position, act } = options.dryRun
    ? tried
    : await configurations.execute(command, { ...options, actor, correlationId: tried.act });
  return {
    dryRun: options.dryRun,
    events: events.map(({ type, data }) => ({ type, data })),
    revision,
    position,
    act,
    reach: { count: reach.count, names: [...reach.names] },
    warnings:
      reach.count !== 0 &&
      takesOffline(command, before) &&
      (await context.operationLogs.collection()) !== null
        ? ['OPERATION_LOGS_ACQUIRED']
        : [],
  };
}

/** Whether computers are told not to communicate that were let before. */
function takesOffline(command: ConfigurationCommand, { configurations }: AgentConfigurations): boolean {
  switch (command.type) {
    case 'EditConfiguration': {
      const known = configurations[command.configuration];
      return command.settings?.communicate === false && known?.settings.communicate === true;
    }
    case 'AssignConfiguration':
      return configurations[command.configuration]?.settings.communicate === false;
    default:
      return false;
  }
}
