import { z } from 'zod';
import { configurationOf, type AgentConfigurations } from '../../../../domain/agents/index.ts';
import { deploymentsCollection, installationSetsCollection } from '../../../../projections/agents/index.ts';
import { oneLineCommand } from '../../agents/installer/one-line.ts';
import type { KnownSet } from '../../agents/installations.ts';
import { listOf, type Row } from '../../contract.ts';
import { collectionRoutes } from '../kernel/collection-routes.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { caughtUp, ListQuery, toList, toQuery } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';
import { Empty } from '../kernel/route-access.ts';
import { Downloads } from './downloads.ts';
import {
  InstallationSet,
  InstallCommand,
  NewCommand,
  NewInstallationSet,
  setBodyLimit,
  setParams,
  tags,
} from './installation-schemas.ts';
import { installerSize, sendInstaller } from './installer-answer.ts';
import { addressForAgents, addressOf } from './server-address.ts';

/** A set hands out a configuration, and those are of all departments. */
const manage = { access: 'agents.enrol', unrestrictedOnly: true } as const;
const open = ['INSTALLATION_SET_REVOKED', 'INSTALLATION_SET_CONFIGURATION_GONE'] as const;
const served = ['INSTALLATION_PACKAGE_MISSING', 'INSTALLATION_ADDRESS_INSECURE'] as const;

/** Installation sets: made, listed, handed out as installers and as commands in one line, revoked. */
export const installationRoutes: RouteModule = (api, context) => {
  const { installationSets, services } = context;
  const downloads = new Downloads();
  const later = (seconds: number) =>
    new Date(Date.parse(services.clock.now()) + seconds * 1_000).toISOString();

  api.route({
    method: 'POST',
    url: '/installation-sets',
    bodyLimit: setBodyLimit,
    config: {
      ...manage,
      errors: [
        'AGENT_CONFIGURATION_UNKNOWN',
        'GROUP_NOT_FOUND',
        'INSTALLATION_SET_INVALID',
        'INSTALLATION_CONNECTIONS_INVALID',
      ],
    },
    schema: {
      summary: 'Make an installation set of an agent configuration for a platform',
      description:
        'Its token is an enrolment token like others: limited in uses and time, listed, revocable. connections.txt of the data folder goes into the set where there is one.',
      tags,
      body: NewInstallationSet,
      response: { 201: InstallationSet.extend({ position: z.number() }) },
    },
    handler: async (request, reply) => {
      const { name, platform, configuration, files, uses, expiresInSeconds, ...contents } = request.body;
      const { set, position } = await installationSets.create(
        {
          name,
          platform,
          configuration,
          contents,
          files: files.map(file => ({ name: file.name, bytes: Buffer.from(file.content, 'base64') })),
          uses,
          expiresAt: later(expiresInSeconds),
        },
        principalOf(request).actor,
      );
      await caughtUp(context, position);
      return reply
        .code(201)
        .send({ ...(await shownById(context, set, addressOf(context, request))), position });
    },
  });

  api.route({
    method: 'GET',
    url: '/installation-sets',
    config: { ...manage, errors: ['QUERY_INVALID', 'QUERY_UNKNOWN_COLUMN', 'QUERY_BAD_CURSOR'] },
    schema: {
      summary: 'Installation sets, never their secrets',
      tags,
      querystring: ListQuery.pick({
        filter: true,
        sort: true,
        limit: true,
        cursor: true,
        after: true,
        total: true,
      }),
      response: { 200: listOf(InstallationSet) },
    },
    handler: async request => {
      await caughtUp(context, request.query.after);
      const reads = context.reads(null);
      const sets = reads.definition(installationSetsCollection.name);
      const query = toQuery({ sort: '-createdAt', ...request.query }, sets);
      const rows = toList(await reads.find(sets.name, query), sets);
      return { ...rows, items: await shown(context, rows.items, addressOf(context, request)) };
    },
  });

  api.route({
    method: 'GET',
    url: '/installation-sets/:id',
    config: { ...manage, errors: ['INSTALLATION_SET_UNKNOWN'] },
    schema: {
      summary: 'One installation set',
      tags,
      params: setParams,
      response: { 200: InstallationSet },
    },
    handler: request => shownById(context, request.params.id, addressOf(context, request)),
  });

  api.route({
    method: 'GET',
    url: '/installation-sets/:id/installer',
    config: { ...manage, perMinute: 60, errors: ['INSTALLATION_SET_UNKNOWN', ...open, ...served] },
    schema: {
      summary: 'The installer of a set, in one file',
      description:
        'Linux and macOS: a script with everything in it; Windows: a ZIP. Each download carries a secret of its own, which goes by the uses and the end of the set.',
      tags,
      params: setParams,
      response: {
        200: {
          description: 'The file.',
          content: { 'application/octet-stream': { schema: z.any() } },
        },
      },
    },
    handler: async (request, reply) => {
      const set = await installationSets.require(request.params.id);
      await installationSets.requireOpen(set);
      const server = addressForAgents(context, request);
      const secret = await installationSets.installerSecret(set);
      return sendInstaller(context, reply, downloads, set, { server, secret }) as never;
    },
  });

  api.route({
    method: 'POST',
    url: '/installation-sets/:id/commands',
    config: {
      ...manage,
      errors: [
        'INSTALLATION_SET_UNKNOWN',
        'INSTALLATION_CODE_LIMIT',
        'INSTALLATION_ADDRESS_INSECURE',
        ...open,
      ],
    },
    schema: {
      summary: 'A command in one line that installs from a set',
      description: 'Its code has uses and an end of its own: one computer within the hour, unless told.',
      tags,
      params: setParams,
      body: NewCommand,
      response: { 201: InstallCommand },
    },
    handler: async (request, reply) => {
      const { uses, expiresInSeconds } = request.body;
      const server = addressForAgents(context, request);
      const set = await installationSets.require(request.params.id);
      const expiresAt = later(expiresInSeconds);
      const { secret } = await installationSets.issueCode(
        set,
        { uses, expiresAt },
        principalOf(request).actor,
      );
      const command = oneLineCommand(set.platform, server, secret);
      return reply.code(201).header('Cache-Control', 'no-store').send({ command, uses, expiresAt });
    },
  });

  api.route({
    method: 'DELETE',
    url: '/installation-sets/:id',
    config: { ...manage, errors: ['INSTALLATION_SET_UNKNOWN'] },
    schema: {
      summary: 'Revoke an installation set',
      description: 'No further computer enrols with its installers and commands; those that did stay.',
      tags,
      params: setParams,
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const set = await installationSets.require(request.params.id);
      await installationSets.revoke(set, principalOf(request).actor);
      return reply.code(204).send();
    },
  });

  collectionRoutes(api, context, {
    path: '/agent-deployments',
    collection: deploymentsCollection.name,
    access: 'devices.read',
    tags,
    noun: 'computers that agents were installed on from sets, each with how it went',
  });
};

async function shownById(context: ServerContext, id: string, server: string): Promise<InstallationSet> {
  const { name } = installationSetsCollection;
  const reads = context.reads(null);
  await context.installationSets.require(id);
  const page = await reads.find(name, { filter: { op: 'eq', column: 'id', value: id }, limit: 1 });
  const [found] = await shown(context, toList(page, reads.definition(name)).items, server);
  return found!;
}

/** With what only the streams of sets and tokens say. */
async function shown(
  context: ServerContext,
  rows: readonly Row[],
  server: string,
): Promise<InstallationSet[]> {
  const { installationSets, agentConfigurations } = context;
  const configurations = await agentConfigurations.load();
  const [installed, failed] = await Promise.all(['installed', 'failed'].map(each => counts(context, each)));
  return Promise.all(
    rows.map(async row => {
      const set = await installationSets.require(row.id);
      return {
        ...(await asShown(context, set, configurations, server)),
        createdAt: String(row['createdAt']),
        createdBy: String(row['createdBy']),
        installed: installed!.get(row.id) ?? 0,
        failed: failed!.get(row.id) ?? 0,
      };
    }),
  );
}

async function asShown(
  context: ServerContext,
  set: KnownSet,
  configurations: AgentConfigurations,
  server: string,
): Promise<Omit<InstallationSet, 'createdAt' | 'createdBy' | 'installed' | 'failed'>> {
  const { installationSets, services } = context;
  const [token = ''] = set.tokens;
  const { uses, used, expiresAt } = await installationSets.token(token);
  const configurationName = configurationOf(configurations, set.configuration)?.name ?? null;
  const { files, ...contents } = set.contents;
  const size = await installerSize(context, set, server);
  return {
    id: set.set,
    name: set.name,
    platform: set.platform,
    configuration: set.configuration,
    configurationName,
    contents: { ...contents, files: files.map(({ name, size }) => ({ name, size })) },
    connections: set.connections !== null,
    token,
    uses,
    used,
    expiresAt,
    state: stateOf(
      { revoked: set.revoked, gone: configurationName === null, uses, used, expiresAt },
      services.clock.now(),
    ),
    available: size !== null,
    size,
  };
}

function stateOf(
  {
    revoked,
    gone,
    uses,
    used,
    expiresAt,
  }: { revoked: boolean; gone: boolean; uses: number; used: number; expiresAt: string },
  now: string,
): InstallationSet['state'] {
  if (revoked) return 'revoked';
  if (gone) return 'broken';
  if (Date.parse(expiresAt) <= Date.parse(now)) return 'expired';
  return used >= uses ? 'used-up' : 'active';
}

/** Computers in this state by set. */
async function counts({ reads }: ServerContext, state: string): Promise<ReadonlyMap<string, number>> {
  const groups = await reads(null).groupBy(deploymentsCollection.name, 'set', {
    filter: { op: 'eq', column: 'state', value: state },
    limit: 1_000,
  });
  return new Map(groups.map(({ value, count }) => [String(value), count]));
}
