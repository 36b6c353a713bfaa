import { z } from 'zod';
import { sharedViews, sharedViewsStream } from '../../../../domain/accounts/index.ts';
import { targetKey, undoOf, type AssignmentTarget } from '../../../../domain/agents/index.ts';
import { assignmentsCollection } from '../../../../projections/agents/index.ts';
import { AppError } from '../../errors/index.ts';
import { collectionRoutes } from '../kernel/collection-routes.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { DryRun } from '../kernel/outcome.ts';
import { perform } from './act.ts';
import { ActOutcome, Assignment, Cancellation, tags } from './schemas.ts';

const manage = { access: 'system.manage', unrestrictedOnly: true } as const;

export const assignmentRoutes: RouteModule = (api, context) => {
  collectionRoutes(api, context, {
    path: '/agent-configurations/assignments',
    collection: assignmentsCollection.name,
    access: 'system.read',
    tags,
    noun: 'direct assignments of agent configurations',
    unrestrictedOnly: true,
    comparable: true,
  });

  api.route({
    method: 'POST',
    url: '/agent-configurations/assignments',
    config: {
      ...manage,
      errors: ['AGENT_CONFIGURATION_UNKNOWN', 'AGENT_ASSIGNMENT_LIMIT', 'AGENT_ASSIGNMENT_TARGET_UNKNOWN'],
    },
    schema: {
      summary: 'Assign an agent configuration to groups and computers',
      description:
        'Directly to those named, indirectly to everything below them that is not assigned one directly itself.',
      tags,
      querystring: DryRun,
      body: Assignment,
      response: { 200: ActOutcome },
    },
    handler: async request => {
      const { configuration, targets } = request.body;
      await requireTargets(context, targets);
      const command = { type: 'AssignConfiguration', configuration, targets } as const;
      return perform(context, request, command, request.query);
    },
  });

  api.route({
    method: 'POST',
    url: '/agent-configurations/assignments/cancel',
    config: { ...manage, errors: ['AGENT_ASSIGNMENT_NONE'] },
    schema: {
      summary: 'Cancel direct assignments',
      description:
        'What then applies is the configuration of the nearest group above, or the default one, which is never cancelled.',
      tags,
      querystring: DryRun,
      body: Cancellation,
      response: { 200: ActOutcome },
    },
    handler: request =>
      perform(context, request, { type: 'CancelAssignment', ...request.body }, request.query),
  });

  api.route({
    method: 'POST',
    url: '/agent-configurations/undo',
    config: { ...manage, errors: ['AGENT_ACT_UNKNOWN', 'AGENT_ACT_OVERTAKEN', 'REVISION_CONFLICT'] },
    schema: {
      summary: 'Undo an edit, an assignment or a cancellation',
      description:
        'Recorded under the correlation id of the act it undoes. Refused where something of it was changed since. Passwords are not brought back.',
      tags,
      querystring: DryRun,
      body: z.strictObject({ act: z.string().min(1).max(100) }),
      response: { 200: ActOutcome },
    },
    handler: async request => {
      const { act } = request.body;
      const command = undoOf(await context.agentConfigurations.lastOf(act));
      if (!command) throw new AppError('AGENT_ACT_UNKNOWN', { details: { act } });
      return perform(context, request, command, { ...request.query, correlationId: act });
    },
  });
};

/** Computers that are listed and views that are shared; the other groups are whoever fits them. */
async function requireTargets(
  { reads, services }: ServerContext,
  targets: readonly AssignmentTarget[],
): Promise<void> {
  const computers = targets.flatMap(target => (target.kind === 'computer' ? [target.device] : []));
  const [there, { state: views }] = await Promise.all([
    reads(null).visible('devices.list', computers),
    services.commands.load(sharedViewsStream, sharedViews),
  ]);
  const missing = targets.filter(
    target =>
      (target.kind === 'computer' && !there.has(target.device)) ||
      (target.kind === 'view' && !Object.hasOwn(views, target.view)),
  );
  if (missing.length > 0)
    throw new AppError('AGENT_ASSIGNMENT_TARGET_UNKNOWN', {
      details: { targets: missing.slice(0, 100).map(targetKey) },
    });
}
