import { z } from 'zod';
import {
  ConfigurationId,
  configurationOf,
  UpdateShare,
  type AgentUpdate,
  type UpdateTarget,
} from '../../../../domain/agents/index.ts';
import { AgentUpdateRow, UpdateReach, UpdateWish } from '../../agents/contract.ts';
import { listOf } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { DryRun, Outcome, outcomeOf } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';

const tags = ['agent packages'];
/** Updates are of all departments: an administrator of some of them orders none. */
const read = { access: 'system.read', unrestrictedOnly: true } as const;
const manage = { access: 'system.manage', unrestrictedOnly: true } as const;
const params = z.object({ id: z.uuid() });

const UpdateOutcome = Outcome.extend({ id: z.string(), reach: UpdateReach });

/** Agents are led from one version to another: who is told, who was, and how it went. */
export const agentUpdateRoutes: RouteModule = (api, context) => {
  const { agentPackages, agentUpdates } = context;

  api.route({
    method: 'GET',
    url: '/agent-updates',
    config: read,
    schema: {
      summary: 'Updates of agents, the newest first',
      description:
        'At most 200; those that lead nobody any more are forgotten first. `progress` counts devices whose newest update it is; `GET /devices` filtered by `agentUpdate` lists them.',
      tags,
      response: { 200: listOf(AgentUpdateRow) },
    },
    handler: async () => {
      const { updates } = await agentPackages.load();
      const position = await context.services.events.lastPosition();
      const newest = Object.entries(updates).reverse();
      const items = await Promise.all(newest.map(([id, update]) => shown(context, id, update)));
      return { items, total: items.length, next: null, position };
    },
  });

  api.route({
    method: 'POST',
    url: '/agent-updates',
    config: { ...manage, errors: ['AGENT_PACKAGE_UNKNOWN', 'AGENT_CONFIGURATION_UNKNOWN'] },
    schema: {
      summary: 'Lead agents to a version',
      description:
        'Agents are told as they ask, until the update is stopped. `percent` are the first; a dry run says whom it reaches and orders nothing. An earlier version only with `downgrade`.',
      tags,
      querystring: DryRun,
      body: UpdateWish.extend({
        /** As a dry run answered it: the share is then drawn as it was shown. */
        id: z.uuid().optional(),
      }),
      response: { 200: UpdateOutcome },
    },
    handler: async request => {
      const { dryRun } = request.query;
      const { reason, id = context.services.ids.next(), ...wish } = request.body;
      await requireTarget(context, wish.target);
      const act = { actor: principalOf(request).actor };
      const command = {
        type: 'OrderUpdate',
        update: id,
        ...wish,
        ...(reason !== undefined && { reason }),
      } as const;
      const tried = await agentPackages.execute(command, { ...act, dryRun: true });
      const reach = await agentUpdates.reach(context.reads(null), id, wish);
      const done = dryRun ? tried : await agentPackages.execute(command, act);
      return { ...outcomeOf([done], dryRun), id, reach };
    },
  });

  api.route({
    method: 'POST',
    url: '/agent-updates/:id/widen',
    config: {
      ...manage,
      errors: ['AGENT_UPDATE_UNKNOWN', 'AGENT_UPDATE_STOPPED', 'AGENT_UPDATE_NARROWER'],
    },
    schema: {
      summary: 'Lead a larger share of the agents an update is meant for',
      tags,
      params,
      querystring: DryRun,
      body: z.strictObject({ percent: UpdateShare }),
      response: { 200: UpdateOutcome },
    },
    handler: async request => {
      const { id } = request.params;
      const { percent } = request.body;
      const act = { actor: principalOf(request).actor, dryRun: request.query.dryRun };
      const done = await agentPackages.execute({ type: 'WidenUpdate', update: id, percent }, act);
      const update = (await agentPackages.load()).updates[id]!;
      const reach = await agentUpdates.reach(context.reads(null), id, { ...update, percent });
      return { ...outcomeOf([done], act.dryRun), id, reach };
    },
  });

  api.route({
    method: 'POST',
    url: '/agent-updates/:id/stop',
    config: { ...manage, errors: ['AGENT_UPDATE_UNKNOWN'] },
    schema: {
      summary: 'Tell no further agent of an update',
      description: 'Agents that were told of it go on; their way back is a downgrade.',
      tags,
      params,
      body: UpdateWish.pick({ reason: true }),
      response: { 200: Outcome },
    },
    handler: async request => {
      const { reason } = request.body;
      const command = {
        type: 'StopUpdate',
        update: request.params.id,
        ...(reason !== undefined && { reason }),
      } as const;
      return outcomeOf([await agentPackages.execute(command, { actor: principalOf(request).actor })], false);
    },
  });
};

async function requireTarget({ agentConfigurations }: ServerContext, target: UpdateTarget): Promise<void> {
  if (target.kind !== 'configuration') return;
  const configuration = ConfigurationId.parse(target.configuration);
  if (!configurationOf(await agentConfigurations.load(), configuration))
    throw new AppError('AGENT_CONFIGURATION_UNKNOWN', { details: { configuration } });
}

async function shown({ reads }: ServerContext, id: string, update: AgentUpdate): Promise<AgentUpdateRow> {
  const counted = async (state: string) =>
    reads(null).count('devices.list', {
      op: 'and',
      filters: [
        { op: 'eq', column: 'agentUpdate', value: id },
        { op: 'eq', column: 'agentUpdateState', value: state },
      ],
    });
  const [ordered, updated, failed] = await Promise.all(['ordered', 'updated', 'failed'].map(counted));
  return { id, ...update, progress: { ordered: ordered!, updated: updated!, failed: failed! } };
}
