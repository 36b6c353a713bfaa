import { z } from 'zod';
import { AskedOrder } from '../../../../domain/agents/index.ts';
import {
  bulkAct,
  bulkGroups,
  bulkStream,
  deviceGroups,
  GroupId,
  groupsStream,
  longestBulkFilter,
  type BulkWish,
} from '../../../../domain/devices/index.ts';
import { Job } from '../../contract.ts';
import { carryOut, commandOf, tryOut, type BulkAsked } from '../../devices/bulk-acts.ts';
import { begunAs, takeBack } from '../../devices/bulk-undo.ts';
import { refused } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { parseFilter } from '../kernel/list.ts';
import { DryRun } from '../kernel/outcome.ts';
import { startOnly } from '../kernel/only-job.ts';
import { principalOf } from '../kernel/request.ts';
import { Place, Reason } from './acts.ts';
import { because } from './identity-acts.ts';

const tags = ['devices'];
export const bulkJob = 'devices.act';
const only = { kind: bulkJob, busy: 'BULK_ACT_BUSY' } as const;
/** Of a dry run: several may be under way. */
export const bulkTrialJob = 'devices.try-act';

const groups = z.array(GroupId).max(bulkGroups).default([]);
const told = (kind: AskedOrder['kind']) => kind !== 'newIdentity';

const Wish = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('place'), department: Place.optional(), location: Place.optional() }),
  z.strictObject({ kind: z.literal('manage') }),
  z.strictObject({ kind: z.literal('ignore') }),
  z.strictObject({ kind: z.literal('remove') }),
  z.strictObject({ kind: z.literal('group'), add: groups, remove: groups }),
  z.strictObject({
    kind: z.literal('tell'),
    command: AskedOrder.refine(
      ({ kind }) => told(kind),
      'is for one of several copies, not for many devices',
    ),
  }),
]);

const Acting = z.strictObject({
  act: Wish,
  /** As lists take it: text or JSON; left out: all devices that who asks may see. */
  filter: z.string().max(longestBulkFilter).optional(),
  reason: Reason,
});

/** The same act on all devices that match a filter, however many they are. */
export const deviceBulkRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'POST',
    url: '/devices/acts',
    config: {
      access: 'devices.manage',
      errors: ['QUERY_INVALID', 'QUERY_TOO_DEEP', 'GROUP_NOT_FOUND', 'BULK_ACT_BUSY'],
    },
    schema: {
      summary: 'Do the same to all devices that match a filter',
      description:
        'A job: its result counts devices that changed, were so already or refused it, with the reasons and the id of the act. ' +
        'Those that match when it begins are meant. With `dryRun` the job decides on each device and changes nothing.',
      tags,
      querystring: DryRun,
      body: Acting,
      response: { 202: Job },
    },
    handler: async (request, reply) => {
      const { act: wanted, filter: text, reason } = request.body;
      const { actor, scope, userId } = principalOf(request);
      const reads = context.reads(scope);
      const wish = wishOf(wanted);
      const parsed = parseFilter(text, reads.definition('devices.list'));
      // What is wrong with the question is said before a job is begun for it.
      await reads.count('devices.list', parsed);
      if (wish.kind === 'group') await requireGroups(context, wish);
      const filter = text === undefined ? null : { text, parsed };
      // Not the trace of the request: who asks may ask for several acts in one.
      const asked: BulkAsked = { act: context.services.ids.next(), actor, scope, wish, filter, reason };
      if (!request.query.dryRun)
        return startOnly(context, request, reply, only, control => carryOut(context, asked, control));
      const job = await context.jobs.start(bulkTrialJob, userId, control => tryOut(context, asked, control));
      return reply.code(202).send(job);
    },
  });

  api.route({
    method: 'POST',
    url: '/devices/acts/:act/undo',
    config: {
      access: 'devices.manage',
      errors: ['BULK_ACT_UNKNOWN', 'BULK_ACT_UNDONE', 'BULK_ACT_FINAL', 'BULK_ACT_BUSY'],
    },
    schema: {
      summary: 'Take back what an act on many devices did',
      description: 'A device that was changed since stays as it is. A job, whose result counts them.',
      tags,
      params: z.object({ act: z.string().min(1).max(64) }),
      body: z.strictObject({ reason: Reason }).nullish(),
      response: { 202: Job },
    },
    handler: async (request, reply) => {
      const { act } = request.params;
      const { actor, scope } = principalOf(request);
      const { commands, clock } = context.services;
      const reason = request.body?.reason;
      await begunAs(context, act);
      const within = scope && { within: [...scope] };
      const command = { type: 'UndoBulkAct', at: clock.now(), ...because(reason), ...within } as const;
      const tried = await commands.handle(bulkStream(act), bulkAct, command, { actor, dryRun: true });
      if (tried.kind === 'refused') throw refused(tried.refusal);
      return startOnly(context, request, reply, only, control =>
        takeBack(context, { act, actor, scope, reason }, control),
      );
    },
  });
};

function wishOf(wanted: z.infer<typeof Wish>): BulkWish {
  if (wanted.kind !== 'tell') return wanted;
  const { command } = wanted;
  if (command.kind === 'message') return { kind: 'tell', order: command.kind, text: command.text };
  return { kind: 'tell', order: command.kind as Exclude<typeof command.kind, 'newIdentity'> };
}

/** A group that is gone is told before a job is begun for it. */
async function requireGroups(
  { services }: ServerContext,
  wish: Extract<BulkWish, { readonly kind: 'group' }>,
): Promise<void> {
  const { state } = await services.commands.load(groupsStream, deviceGroups);
  commandOf(wish, state, {});
}
