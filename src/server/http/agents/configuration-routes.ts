import { z } from 'zod';
import {
  assignmentsOf,
  configurationOf,
  ConfigurationId,
  defaultConfigurationId,
  defaultConfigurationSettings,
  lackingToServe,
  passwordKinds,
  type AgentConfigurations as Configurations,
} from '../../../../domain/agents/index.ts';
import type { Actor } from '../../../../domain/kernel/index.ts';
import { havingConfiguration, type Assignments } from '../../../../projections/agents/index.ts';
import type { AsOf } from '../../../../projections/kernel/index.ts';
import { unlessTooMuch, withAgent } from '../../agents/reach.ts';
import { listOf } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { positionOf } from '../kernel/groups.ts';
import { asOfOf, caughtUp, ListQuery } from '../kernel/list.ts';
import { DryRun } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';
import { etagOf, expectedRevision } from '../kernel/revision.ts';
import { Empty } from '../kernel/route-access.ts';
import { perform } from './act.ts';
import { ActOutcome, Configuration, ConfigurationChange, configurationParams } from './schemas.ts';
import { NewConfiguration, tags } from './schemas.ts';

/** Configurations are of all departments: an administrator of some of them sees and changes none. */
const read = { access: 'system.read', unrestrictedOnly: true } as const;
const manage = { access: 'system.manage', unrestrictedOnly: true } as const;
const Moment = ListQuery.pick({ asOf: true, asKnown: true, after: true });

export const configurationRoutes: RouteModule = (api, context) => {
  const { agentConfigurations } = context;

  api.route({
    method: 'GET',
    url: '/agent-configurations',
    config: read,
    schema: {
      summary: 'Agent configurations, the default one first',
      description: 'All of them: there are some tens at most. `devices` counts computers with an agent.',
      tags,
      querystring: Moment,
      response: { 200: listOf(Configuration) },
    },
    handler: async request => {
      await caughtUp(context, request.query.after);
      const asOf = asOfOf(request.query);
      const { services } = context;
      const [state, position] = await Promise.all([
        asOf ? agentConfigurations.loadAt(asOf) : agentConfigurations.load(),
        positionOf(
          asOf,
          () => services.events.lastPosition(),
          time => services.read.positionAt(time),
        ),
      ]);
      const assignments = await agentConfigurations.assignments(state, asOf);
      const ids = Object.keys(state.configurations).sort(
        (one, other) =>
          Number(other === defaultConfigurationId) - Number(one === defaultConfigurationId) ||
          (nameOf(state, one) < nameOf(state, other) ? -1 : 1),
      );
      const items = await Promise.all(ids.map(id => shown(context, state, assignments, id, asOf)));
      return { items, total: items.length, next: null, position };
    },
  });

  api.route({
    method: 'GET',
    url: '/agent-configurations/:id',
    config: { ...read, errors: ['AGENT_CONFIGURATION_UNKNOWN'] },
    schema: {
      summary: 'One agent configuration',
      tags,
      params: configurationParams,
      response: { 200: Configuration },
    },
    handler: async (request, reply) => {
      const configuration = await answer(context, request.params.id);
      return reply.header('ETag', etagOf(configuration.version)).send(configuration);
    },
  });

  api.route({
    method: 'POST',
    url: '/agent-configurations',
    config: { ...manage, errors: ['AGENT_CONFIGURATION_NAME_TAKEN', 'AGENT_CONFIGURATION_LIMIT'] },
    schema: {
      summary: 'Add an agent configuration',
      description: 'It takes effect where it is assigned.',
      tags,
      body: NewConfiguration,
      response: { 201: Configuration },
    },
    handler: async (request, reply) => {
      const { name, settings: asked, passwords: wanted } = request.body;
      const configuration = context.services.ids.next();
      const { passwords, secrets } = agentConfigurations.named<string>(wanted);
      const settings = { ...defaultConfigurationSettings, ...given(asked) };
      await agentConfigurations.execute(
        { type: 'AddConfiguration', configuration, name, settings, passwords },
        { actor: principalOf(request).actor, secrets },
      );
      const added = await answer(context, configuration);
      return reply.code(201).header('ETag', etagOf(added.version)).send(added);
    },
  });

  api.route({
    method: 'PATCH',
    url: '/agent-configurations/:id',
    config: {
      ...manage,
      errors: [
        'AGENT_CONFIGURATION_UNKNOWN',
        'AGENT_CONFIGURATION_NAME_TAKEN',
        'AGENT_INSTALL_FOLDER_DEFAULT_ONLY',
        'REVISION_CONFLICT',
        'IF_MATCH_INVALID',
      ],
    },
    schema: {
      summary: 'Edit an agent configuration; its computers are told',
      description:
        'If-Match names the version that was read. A password is set anew, or with null asked no more.',
      tags,
      params: configurationParams,
      querystring: DryRun,
      body: ConfigurationChange,
      response: { 200: ActOutcome },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { passwords: asked = {}, ...change } = request.body;
      const { passwords, secrets } = agentConfigurations.named<string | null>(asked);
      const expectedVersion = expectedRevision(request);
      const outcome = await perform(
        context,
        request,
        {
          type: 'EditConfiguration',
          configuration: id,
          passwords,
          ...(expectedVersion !== undefined && { expectedVersion }),
          ...given({ ...change, settings: change.settings && given(change.settings) }),
        },
        { dryRun: request.query.dryRun, secrets },
      );
      const edited = outcome.events[0]?.data as { readonly version: number } | undefined;
      const version = edited?.version ?? (await answer(context, id)).version;
      return reply.header('ETag', etagOf(version)).send(outcome);
    },
  });

  api.route({
    method: 'DELETE',
    url: '/agent-configurations/:id',
    config: { ...manage, errors: [...removalErrors, 'REVISION_CONFLICT', 'IF_MATCH_INVALID'] },
    schema: {
      summary: 'Remove an agent configuration that is assigned nowhere',
      tags,
      params: configurationParams,
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const expectedVersion = expectedRevision(request);
      await remove(context, principalOf(request).actor, [request.params.id], expectedVersion);
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'POST',
    url: '/agent-configurations/remove',
    config: { ...manage, errors: removalErrors },
    schema: {
      summary: 'Remove several agent configurations, all of them or none',
      tags,
      body: z.strictObject({ configurations: z.array(ConfigurationId).min(1).max(200) }),
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      await remove(context, principalOf(request).actor, request.body.configurations);
      return reply.code(204).send();
    },
  });
};

const removalErrors = [
  'AGENT_CONFIGURATION_UNKNOWN',
  'AGENT_CONFIGURATION_DEFAULT_STAYS',
  'AGENT_CONFIGURATION_ASSIGNED',
] as const;

async function remove(
  { agentConfigurations, reads }: ServerContext,
  actor: Actor,
  configurations: readonly string[],
  expectedVersion?: number,
): Promise<void> {
  const { computers } = await agentConfigurations.load();
  const assigned = Object.keys(computers).filter(device => configurations.includes(computers[device]!));
  // A computer that is gone keeps nothing from being removed.
  const there = await reads(null).visible('devices.list', assigned);
  const gone = assigned.filter(device => !there.has(device));
  const act = { actor };
  if (gone.length > 0)
    await agentConfigurations.execute(
      {
        type: 'CancelAssignment',
        within: false,
        targets: gone.map(device => ({ kind: 'computer', device })),
      },
      act,
    );
  await agentConfigurations.execute(
    {
      type: 'RemoveConfigurations',
      configurations,
      ...(expectedVersion !== undefined && { expectedVersion }),
    },
    act,
  );
}

const nameOf = (state: Configurations, id: string): string => configurationOf(state, id)?.name ?? '';

async function answer(context: ServerContext, id: string): Promise<Configuration> {
  const state = await context.agentConfigurations.load();
  return shown(context, state, await context.agentConfigurations.assignments(state), id);
}

/** Never a password, nor its hash, nor where that is kept. */
async function shown(
  { reads }: ServerContext,
  state: Configurations,
  assignments: Assignments,
  id: string,
  asOf?: AsOf,
): Promise<Configuration> {
  const configuration = configurationOf(state, id);
  if (!configuration) throw new AppError('AGENT_CONFIGURATION_UNKNOWN', { details: { configuration: id } });
  const { name, version, settings, passwords } = configuration;
  const isDefault = id === defaultConfigurationId;
  const having = havingConfiguration(assignments, id);
  return {
    id,
    name,
    default: isDefault,
    version,
    settings,
    passwords: Object.fromEntries(
      passwordKinds.map(kind => [kind, passwords[kind] !== undefined]),
    ) as Configuration['passwords'],
    lackingToServe: [...lackingToServe(settings)],
    installFolder: isDefault ? state.installFolder : null,
    ...assignmentsOf(state, id),
    devices: await unlessTooMuch(
      reads(null).count('devices.list', { op: 'and', filters: [withAgent, having] }, asOf),
    ),
  };
}

type Given<Asked> = { [Key in keyof Asked]?: Exclude<Asked[Key], undefined> };

/** Without what was not given. */
function given<Asked extends object>(asked: Asked): Given<Asked> {
  const fields = Object.entries(asked).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as Given<Asked>;
}
