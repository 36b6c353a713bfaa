import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AskedOrder } from '../../../../domain/agents/index.ts';
import { device, longestNote, longestReason } from '../../../../domain/devices/index.ts';
import { agentCommandRows, type AgentCommandRow } from '../../../../projections/agents/index.ts';
import type { AsOf } from '../../../../projections/kernel/index.ts';
import { agentsOfDevice, clonesOf } from '../../agents/whose.ts';
import { tellAgent } from '../../devices/tell.ts';
import type { ErrorCode } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { asOfOf, ListQuery } from '../kernel/list.ts';
import { DryRun, Outcome, outcomeOf } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';
import { upTo } from './detail.ts';
import { requireDevice } from './visible.ts';

const tags = ['devices'];
const params = z.object({ id: z.string().max(64) });

const CommandRow = z.object({
  agentId: z.string(),
  /** Counts the commands of this agent. */
  sequence: z.number(),
  kind: z.enum([
    'inventory',
    'message',
    'restart',
    'shutdown',
    'newIdentity',
    'operationsAgain',
    'settings',
    'update',
    'wake',
    'uninstall',
  ]),
  text: z.string().nullable(),
  /** Of an update: the version it leads to. */
  version: z.string().nullable(),
  state: z.enum(['sent', 'done', 'failed', 'refused', 'expired']),
  issuedAt: z.string(),
  issuedBy: z.string(),
  reason: z.string().nullable(),
  expiresAt: z.string(),
  endedAt: z.string().nullable(),
  code: z.string().nullable(),
  detail: z.string().nullable(),
});

/** Why a device is told nothing: it is not there, or not managed. */
const notManaged: readonly ErrorCode[] = [
  'DEVICE_UNKNOWN',
  'DEVICE_REMOVED',
  'DEVICE_MERGED',
  'DEVICE_IGNORED',
  'DEVICE_DISCOVERED',
];

/** Commands to the agent on a device. */
export const deviceCommandRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'POST',
    url: '/devices/:id/commands',
    config: {
      access: 'devices.manage',
      errors: [
        ...notManaged,
        'DEVICE_WITHOUT_AGENT',
        'DEVICE_NOTE_LIMIT',
        'DEVICE_MANAGED_OFFLINE',
        'AGENT_CLONED',
        'AGENT_RENEWING',
        'AGENT_COMMANDS_TOO_MANY',
        'AGENT_COMMAND_OUT_OF_TURN',
      ],
    },
    schema: {
      summary: 'Tell the agent of a device to do something',
      description:
        'The agent does it once, as soon as it hears of it, and says how it went. `inventory`, `restart`, `shutdown`, `newIdentity` and `uninstall` that wait already are not asked for a second time: then there are no events.',
      tags,
      params,
      querystring: DryRun,
      body: z.strictObject({
        command: AskedOrder,
        reason: z.string().trim().min(1).max(longestReason).optional(),
        /** Start the computer if it is not running; one started for an inventory goes down again after it. */
        start: z.boolean().default(false),
        /** Noted on the device, beside the command. */
        note: z.string().trim().min(1).max(longestNote).optional(),
      }),
      response: { 200: Outcome },
    },
    handler: async request => {
      const { id } = request.params;
      const { dryRun } = request.query;
      await requireDevice(context, request, id);
      const { actor } = principalOf(request);
      const correlationId = context.services.correlation();
      return tellAgent(context, id, request.body, { actor, dryRun, correlationId });
    },
  });

  api.route({
    method: 'POST',
    url: '/devices/:id/start',
    config: {
      access: 'devices.manage',
      errors: [...notManaged, 'DEVICE_START_NO_WAY'],
    },
    schema: {
      summary: 'Start a computer that is off, by Wake on LAN',
      description:
        'From the server where it stands in the segment of the computer, else through the agent of a computer that ' +
        'is on there. Whether it came up is seen when it reports.',
      tags,
      params,
      querystring: DryRun,
      body: z.strictObject({ reason: z.string().trim().min(1).max(longestReason).optional() }).nullish(),
      response: { 200: Outcome },
    },
    handler: async request => {
      const { id } = request.params;
      const { dryRun } = request.query;
      await requireDevice(context, request, id);
      const { actor } = principalOf(request);
      const correlationId = context.services.correlation();
      const reason = request.body?.reason;
      return outcomeOf([await context.waking.start(id, { actor, correlationId, reason, dryRun })], dryRun);
    },
  });

  api.route({
    method: 'GET',
    url: '/devices/:id/commands',
    config: { access: 'devices.read', errors: ['DEVICE_UNKNOWN'] },
    schema: {
      summary: 'What the agent of a device was told to do, and how it went',
      description: 'Newest first; `takes` says whether there is an agent that takes commands now.',
      tags,
      params,
      querystring: ListQuery.pick({ asOf: true, asKnown: true }).extend({
        limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      response: {
        200: z.object({
          items: z.array(CommandRow),
          total: z.number(),
          takes: z.boolean(),
          /** It is managed offline: no command reaches it. */
          offline: z.boolean(),
          /** Devices that report as the same agent: none, or disk images of one another. */
          clones: z.array(z.string()),
        }),
      },
    },
    handler: async request => {
      const { id } = request.params;
      const asOf = asOfOf(request.query);
      await requireDevice(context, request, id, { asOf });
      const { state } = await context.services.commands.load(`device-${id}`, device);
      const agentIds = await agentsOfDevice(context.services, state);
      const rows = (await Promise.all(agentIds.map(each => rowsAt(context, each, asOf)))).flat();
      rows.sort((one, two) => Date.parse(two.issuedAt) - Date.parse(one.issuedAt));
      return {
        items: rows.slice(0, request.query.limit),
        total: rows.length,
        takes: state.status === 'managed' && state.managementType === 'agent' && agentIds.length > 0,
        offline: state.managementType === 'offline',
        clones: await visibleClones(context, request, id, agentIds[0]),
      };
    },
  });
};

async function rowsAt(
  { agents, services }: ServerContext,
  agentId: string,
  asOf: AsOf | undefined,
): Promise<readonly AgentCommandRow[]> {
  const now = asOf?.time ?? services.clock.now();
  const known = upTo(await agents.commands.history(agentId), asOf?.position).filter(({ at }) => at <= now);
  return agentCommandRows(known, now);
}

/** Those that the caller may see; that there are others makes a command refused all the same. */
async function visibleClones(
  context: ServerContext,
  request: FastifyRequest,
  id: string,
  agentId: string | undefined,
): Promise<string[]> {
  if (agentId === undefined) return [];
  const clones = await clonesOf(context.services, agentId, id);
  if (clones.length === 0) return [];
  const { scope } = principalOf(request);
  const visible = await context.reads(scope).visible('devices.list', clones);
  return clones.filter(each => visible.has(each));
}
