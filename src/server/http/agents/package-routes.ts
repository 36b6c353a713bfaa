import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { packagePlatforms, SignedPackage } from '../../../../domain/agents/index.ts';
import { AgentPackage } from '../../agents/contract.ts';
import type { KeptPackage } from '../../agents/packages.ts';
import { listOf } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { Api, RouteModule } from '../kernel/context.ts';
import { DryRun, Outcome, outcomeOf } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';
import { packageParams, requirePackage, sendPackage } from './package-download.ts';
import { named } from '../kernel/named.ts';

const tags = ['agent packages'];
const manage = { access: 'system.manage', unrestrictedOnly: true } as const;

/** The document beside the file, as JSON in the address: the body is the file. */
const Upload = z.strictObject({
  document: z.string().max(4_000),
  /** The key it is signed with is another than before, on purpose. */
  newKey: z.stringbool().default(false),
});

/** Packages of the agent: who brings them, and who hands them out. */
export const agentPackageRoutes: RouteModule = (api, context) => {
  const { agentPackages } = context;

  api.route({
    method: 'GET',
    url: '/agent-packages',
    config: { access: 'system.read' },
    schema: {
      summary: 'Packages of the agent, the highest version first',
      description: 'All of them: there are some tens at most.',
      tags,
      response: { 200: listOf(AgentPackage) },
    },
    handler: async () => {
      const [kept, position] = await Promise.all([
        agentPackages.list(),
        context.services.events.lastPosition(),
      ]);
      const latest = await Promise.all(packagePlatforms.map(each => agentPackages.latest(each)));
      const newest = new Set(latest.map(each => each?.sha256));
      return {
        items: kept.map(each => ({ ...shown(each), latest: newest.has(each.sha256) })),
        total: kept.length,
        next: null,
        position,
      };
    },
  });

  api.route({
    method: 'GET',
    url: '/agent-packages/:platform/:version',
    config: { access: 'agents.enrol', errors: ['AGENT_PACKAGE_UNKNOWN', 'RANGE_UNKNOWN'] },
    schema: {
      summary: 'The file of a package',
      description: '`Range: bytes=N-` answers what is left of it from there.',
      tags,
      params: packageParams,
      response: {
        200: {
          description: 'The file.',
          content: { 'application/octet-stream': { schema: z.any() } },
        },
      },
    },
    handler: async (request, reply) =>
      sendPackage(request, reply, await requirePackage(agentPackages, request.params)) as never,
  });

  api.route({
    method: 'DELETE',
    url: '/agent-packages/:platform/:version',
    config: { ...manage, errors: ['AGENT_PACKAGE_UNKNOWN', 'AGENT_PACKAGE_WANTED'] },
    schema: {
      summary: 'Offer a package no more',
      description: 'Agents that have it keep it.',
      tags,
      params: packageParams,
      querystring: DryRun,
      response: { 200: Outcome },
    },
    handler: async request => {
      const { dryRun } = request.query;
      const { actor } = principalOf(request);
      const done = await agentPackages.execute(
        { type: 'RemovePackage', ...request.params },
        { actor, dryRun },
      );
      return outcomeOf([done], dryRun);
    },
  });

  void api.register(
    named('agent packages', async scope => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
      uploadRoute(scope as unknown as Api, context);
    }),
  );
};

const uploadRoute: RouteModule = (api, { agentPackages }) => {
  api.route({
    method: 'POST',
    url: '/agent-packages',
    config: {
      ...manage,
      errors: [
        'AGENT_PACKAGE_FORGED',
        'AGENT_PACKAGE_DAMAGED',
        'AGENT_PACKAGE_OTHERWISE',
        'AGENT_PACKAGE_KEY_OTHER',
        'AGENT_PACKAGE_LIMIT',
      ],
    },
    schema: {
      summary: 'Offer a package to agents',
      description:
        'The body is the file, `document` the signed JSON that was built beside it. A package that is there already changes nothing.',
      tags,
      querystring: Upload,
      response: { 200: Outcome },
    },
    handler: async request => {
      const { document, newKey } = request.query;
      const bytes = (request.body as IncomingMessage | undefined) ?? [];
      const { actor } = principalOf(request);
      const added = await agentPackages.add(documentIn(document), asIterable(bytes), { actor, newKey });
      return outcomeOf([added], false);
    },
  });
};

async function* asIterable(bytes: IncomingMessage | readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* bytes as AsyncIterable<Uint8Array>;
}

function documentIn(text: string): SignedPackage {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError('AGENT_PACKAGE_FORGED', { details: { document: 'is not JSON' } });
  }
  const read = SignedPackage.safeParse(json);
  if (read.success) return read.data;
  const issues = read.error.issues.map(({ path, message }) => ({
    path: `document.${path.join('.')}`,
    message,
  }));
  throw new AppError('AGENT_PACKAGE_FORGED', { issues });
}

function shown({ version, platform, file, size, sha256, releaseKey }: KeptPackage) {
  return { version, platform, file, size, sha256, releaseKey };
}
