import type { FastifyReply, FastifyRequest } from 'fastify';
import { groupLimit, organizationTree, tidyPath, treeStream } from '../../../../domain/organization/index.ts';
import type { OrganizationCommand, TreeKind } from '../../../../domain/organization/index.ts';
import { topmost } from '../../../../projections/organization/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import { AppError } from '../../errors/index.ts';
import { carryOut, countTakenBack, takeBack } from '../../organization/group-acts.ts';
import type { ActContext, GroupChange } from '../../organization/group-acts.ts';
import { withinAny } from '../../organization/placements.ts';
import { accountsNaming, devicesGained } from '../../organization/scope-follow.ts';
import type { Api, ServerContext } from '../kernel/context.ts';
import { DryRun, outcomeOf } from '../kernel/outcome.ts';
import { startOnly } from '../kernel/only-job.ts';
import { principalOf } from '../kernel/request.ts';
import { because } from './definitions.ts';
import type { GroupPreview } from './schemas.ts';
import { actParams, Deletion, groupResponse, JustReason, Pruning, Renaming } from './schemas.ts';
import { hierarchyIn, oldPathsOf, withinOf } from './tree.ts';

const tags = ['organization'];
export const groupJob = 'organization.regroup';
const only = { kind: groupJob, busy: 'GROUP_ACT_BUSY' } as const;
const asJob = 'Devices follow one by one: a job, whose result counts them. With `dryRun` nothing is done.';
const errors: readonly ErrorCode[] = ['DEFINITION_OUT_OF_SCOPE', 'GROUP_UNKNOWN', 'GROUP_ACT_BUSY'];

/** Acts on what devices record: the value changes on each of them, and the definition with it. */
export function groupRoutes(api: Api, context: ServerContext, kind: TreeKind): void {
  const path = `/${kind}s`;
  const access = { access: 'organization.manage', unrestrictedOnly: kind === 'location' } as const;

  api.route({
    method: 'POST',
    url: `${path}/rename-group`,
    config: {
      ...access,
      errors: [
        ...errors,
        'DEFINITION_PARENT_UNKNOWN',
        'DEFINITION_NAME_INVALID',
        'DEFINITION_NAME_TAKEN',
        'DEFINITION_CIRCLE',
        'DEFINITION_TOO_DEEP',
        'GROUP_SCOPE_WIDENS',
      ],
    },
    schema: {
      summary: `Rename or move a group of a ${kind} on every device`,
      description: `Its definition goes with it, and so do the scopes of accounts where that shows them nothing new. ${asJob}`,
      tags,
      querystring: DryRun,
      body: Renaming,
      response: groupResponse,
    },
    handler: async (request, reply) => {
      const { scopes } = request.body;
      // Devices may record what no definition could be called.
      const { path: from } = request.body;
      const to = tidyPath(request.body.to);
      const asked = await questionOf(context, request, kind, [from]);
      const follow = kind === 'department' && scopes !== 'keep' ? asked.accounts : [];
      const gained = await devicesGained(context, follow, from, to);
      if (!request.query.dryRun && gained > 0 && !(scopes === 'follow' && asked.mayWiden))
        throw new AppError('GROUP_SCOPE_WIDENS', { details: { devices: gained, ...asked.named } });
      return answer(context, request, reply, {
        ...asked,
        gained,
        command: { type: 'RenameGroup', ...asked.facts, from, to },
        change: { kind, paths: [from], to, following: follow.map(({ userId }) => userId) },
      });
    },
  });

  api.route({
    method: 'POST',
    url: `${path}/delete-group`,
    config: { ...access, errors: [...errors, 'GROUP_IN_SCOPES'] },
    schema: {
      summary: `Take a ${kind} and all below it from every device`,
      description: `The definitions go with it. ${asJob}`,
      tags,
      querystring: DryRun,
      body: Deletion,
      response: groupResponse,
    },
    handler: async (request, reply) => {
      const { path: group } = request.body;
      const asked = await questionOf(context, request, kind, [group]);
      requireUnnamed(request, asked);
      return answer(context, request, reply, {
        ...asked,
        gained: 0,
        command: { type: 'DeleteGroup', ...asked.facts, path: group },
        change: { kind, paths: [group], to: null, following: [] },
      });
    },
  });

  api.route({
    method: 'POST',
    url: `${path}/prune`,
    config: { ...access, errors: [...errors, 'GROUP_DEFINED', 'GROUP_IN_SCOPES'] },
    schema: {
      summary: `Delete old hierarchies of ${kind}s: what devices record and nobody defines`,
      description: `Their devices become unknown. ${asJob}`,
      tags,
      querystring: DryRun,
      body: Pruning,
      response: groupResponse,
    },
    handler: async (request, reply) => {
      const reads = context.reads(principalOf(request).scope);
      const wanted = request.body.paths ?? oldPathsOf(await hierarchyIn(reads, kind));
      const paths = topmost([...new Set(wanted)]).slice(0, groupLimit);
      const asked = await questionOf(context, request, kind, paths);
      requireUnnamed(request, asked);
      return answer(context, request, reply, {
        ...asked,
        gained: 0,
        command: { type: 'PruneOldHierarchies', ...asked.facts, paths },
        change: { kind, paths, to: null, following: [] },
      });
    },
  });

  api.route({
    method: 'POST',
    url: `${path}/acts/:act/undo`,
    config: { ...access, errors: ['GROUP_ACT_UNKNOWN', 'GROUP_ACT_UNDONE', 'GROUP_ACT_BUSY'] },
    schema: {
      summary: 'Take back what an act on a group did',
      description: `A device that was placed otherwise since stays as it is. ${asJob}`,
      tags,
      params: actParams,
      querystring: DryRun,
      body: JustReason,
      response: groupResponse,
    },
    handler: async (request, reply) => {
      const { act } = request.params;
      const { services } = context;
      const why = because(request.body?.reason);
      const command = {
        type: 'UndoGroupAct',
        at: services.clock.now(),
        act,
        ...why,
        ...withinOf(request),
      } as const;
      const tried = await dry(context, request, kind, command);
      const counts = await countTakenBack(context, kind, act);
      if (request.query.dryRun)
        return reply.code(200).send({ ...tried, ...counts, paths: [], accounts: null, gained: 0 });
      const about = { act, ...actorOf(request), ...why };
      return startOnly(context, request, reply, only, control =>
        takeBack(context, kind, command, about, control),
      );
    },
  });
}

/** What stands when an act is asked for. */
interface Question {
  readonly paths: readonly string[];
  readonly devices: number;
  /** Accounts whose scope names one of the groups, or one below. */
  readonly accounts: Awaited<ReturnType<typeof accountsNaming>>;
  /** Who they are, for who may know. */
  readonly named: { readonly accounts?: readonly string[] };
  readonly mayWiden: boolean;
  readonly facts: {
    readonly at: string;
    readonly act: string;
    readonly devices: number;
    readonly within?: readonly string[];
    readonly reason?: string;
  };
}

async function questionOf(
  context: ServerContext,
  request: FastifyRequest,
  kind: TreeKind,
  paths: readonly string[],
): Promise<Question> {
  const { services } = context;
  const principal = principalOf(request);
  await services.projections.reached(await services.events.lastPosition());
  const devices =
    paths.length === 0
      ? 0
      : await context.reads(principal.scope).count('devices.list', withinAny(kind, paths));
  const accounts = kind === 'department' ? await accountsNaming(context, paths) : [];
  const mayWiden = principal.scope === null && principal.permissions.has('accounts.manage');
  const { reason } = request.body as { readonly reason?: string };
  return {
    paths,
    devices,
    accounts,
    named: mayWiden ? { accounts: accounts.map(({ userId }) => userId) } : {},
    mayWiden,
    facts: {
      at: services.clock.now(),
      act: services.correlation(),
      devices,
      ...withinOf(request),
      ...because(reason),
    },
  };
}

/** A department that accounts are restricted to does not go unnoticed: they would see whatever is called so later. */
function requireUnnamed(request: FastifyRequest, { accounts, named }: Question): void {
  const { dryRun } = request.query as { readonly dryRun: boolean };
  const { scopes } = request.body as { readonly scopes?: 'keep' };
  if (dryRun || scopes === 'keep' || accounts.length === 0) return;
  throw new AppError('GROUP_IN_SCOPES', { details: { count: accounts.length, ...named } });
}

interface Act extends Question {
  readonly gained: number;
  readonly command: OrganizationCommand;
  readonly change: GroupChange;
}

async function answer(
  context: ServerContext,
  request: FastifyRequest,
  reply: FastifyReply,
  { command, change, facts, paths, devices, named, gained }: Act,
): Promise<FastifyReply> {
  const tried = await dry(context, request, change.kind, command);
  const { dryRun } = request.query as { readonly dryRun: boolean };
  if (dryRun || tried.events.length === 0) {
    const accounts = named.accounts ? [...named.accounts] : null;
    const preview: GroupPreview = {
      ...tried,
      dryRun,
      paths: [...paths],
      devices,
      refused: 0,
      accounts,
      gained,
    };
    return reply.code(200).send(preview);
  }
  const about = { act: facts.act, ...actorOf(request), ...because(facts.reason) };
  return startOnly(context, request, reply, only, control =>
    carryOut(context, command, change, about, control),
  );
}

/** The decision without its events; a refusal is told before anything is begun. */
async function dry(
  { services }: ServerContext,
  request: FastifyRequest,
  kind: TreeKind,
  command: OrganizationCommand,
) {
  const { actor } = principalOf(request);
  const result = await services.commands.handle(treeStream(kind), organizationTree, command, {
    actor,
    dryRun: true,
  });
  return outcomeOf([result], true);
}

function actorOf(request: FastifyRequest): Pick<ActContext, 'actor' | 'scope'> {
  const { actor, scope } = principalOf(request);
  return { actor, scope };
}
