import { z } from 'zod';
import type { LegalHolds } from '../../../../../domain/operation-logs/index.ts';
import type { Principal } from '../../../auth/principal.ts';
import { listOf } from '../../../contract.ts';
import { AppError } from '../../../errors/index.ts';
import type { RouteModule, ServerContext } from '../../kernel/context.ts';
import { Outcome, outcomeOf } from '../../kernel/outcome.ts';
import { principalOf } from '../../kernel/request.ts';
import { shownHolds } from './answer.ts';
import { CaseId, Hold, NewHold, Opened, Reason } from './schemas.ts';

const tags = ['cases'];
const access = 'operations.manage';
const config = { access, unrestrictedOnly: true } as const;

/** Days that are kept for a case. Who manages operation logs sees every hold, as it fills the disk of all. */
export const holdRoutes: RouteModule = (api, context) => {
  const { holds, cases } = context.operationLogs;
  const { services } = context;

  api.route({
    method: 'GET',
    url: '/legal-holds',
    config: { access: 'operations.read' },
    schema: {
      summary: 'Days of operation logs that are held, and why',
      description:
        'All holds for those who manage operation logs, those of their cases for others. Whose records are held is told to ' +
        'the members of the case only.',
      tags,
      response: { 200: listOf(Hold) },
    },
    handler: async request => {
      const principal = principalOf(request);
      const items = await shownHolds(context, principal, await holdsFor(context, principal));
      return { items, total: items.length, next: null, position: await services.events.lastPosition() };
    },
  });

  api.route({
    method: 'POST',
    url: '/legal-holds',
    config: { ...config, errors: ['CASE_UNKNOWN', 'LEGAL_HOLD_LIMIT', 'DEVICE_UNKNOWN'] },
    schema: {
      summary: 'Hold days of operation logs for a case one is a member of',
      description:
        'A day lies in one file: a hold on some devices or users keeps all of the day. `until` null: until it is released.',
      tags,
      body: NewHold,
      response: { 201: Opened },
    },
    handler: async (request, reply) => {
      const principal = principalOf(request);
      await cases.state(principal, request.body.caseId);
      const known = await context.reads(principal.scope).visible('devices.list', request.body.devices);
      const unknown = request.body.devices.find(id => !known.has(id));
      if (unknown !== undefined) throw new AppError('DEVICE_UNKNOWN', { details: { id: unknown } });
      const id = services.ids.next();
      const result = await holds.run(principal, { type: 'SetHold', hold: id, ...request.body });
      return reply.code(201).send({ id, ...outcomeOf([result], false) });
    },
  });

  const spoken = [
    ['release', 'RequestRelease', 'Ask for the release of a hold', 'LEGAL_HOLD_RELEASE_REQUESTED'],
    ['decline', 'DeclineRelease', 'Decline its release: the hold stands', 'LEGAL_HOLD_RELEASE_NOT_REQUESTED'],
  ] as const;
  for (const [path, type, summary, error] of spoken)
    api.route({
      method: 'POST',
      url: `/legal-holds/:id/${path}`,
      config: { ...config, errors: ['LEGAL_HOLD_UNKNOWN', error] },
      schema: { summary, tags, params: CaseId, body: Reason, response: { 200: Outcome } },
      handler: async request => {
        const { reason } = request.body;
        const command = { type, hold: request.params.id, reason };
        return outcomeOf([await holds.run(principalOf(request), command)], false);
      },
    });

  api.route({
    method: 'POST',
    url: '/legal-holds/:id/confirm',
    config: {
      ...config,
      personOnly: true,
      errors: ['LEGAL_HOLD_UNKNOWN', 'LEGAL_HOLD_RELEASE_NOT_REQUESTED', 'LEGAL_HOLD_NEEDS_SECOND_PERSON'],
    },
    schema: {
      summary: 'Release a hold that somebody else asked to release',
      description: 'Days that are older than those that are kept are then removed at the next look.',
      tags,
      params: CaseId,
      body: z.strictObject({}),
      response: { 200: Outcome },
    },
    handler: async request => {
      const command = { type: 'ConfirmRelease', hold: request.params.id } as const;
      return outcomeOf([await holds.run(principalOf(request), command)], false);
    },
  });
};

async function holdsFor(
  { operationLogs: { holds, cases } }: ServerContext,
  principal: Principal,
): Promise<LegalHolds> {
  const all = await holds.all();
  if (principal.permissions.has('operations.manage') && principal.scope === null) return all;
  const own: Record<string, LegalHolds[string]> = {};
  for (const [id, hold] of Object.entries(all)) if (await cases.has(principal, hold.caseId)) own[id] = hold;
  return own;
}
