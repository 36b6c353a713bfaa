import { z } from 'zod';
import { InstallFailure, longestDetail, PackagePlatform } from '../../../../domain/agents/index.ts';
import { enrolmentToken } from '../../../../domain/devices/index.ts';
import { oneLineScript, systems } from '../../agents/installer/one-line.ts';
import type { KnownSet } from '../../agents/installations.ts';
import { AppError, refused } from '../../errors/index.ts';
import type { Api, RouteModule } from '../kernel/context.ts';
import { Empty } from '../kernel/route-access.ts';
import { presentedAt } from './admission.ts';
import { Downloads } from './downloads.ts';
import { sendInstaller } from './installer-answer.ts';
import { addressForAgents } from './server-address.ts';
import type { FastifyRequest } from 'fastify';
import { named } from '../kernel/named.ts';

const config = { access: 'agent', foreign: true } as const;
const failureLimit = 8 * 1024;

/** What an installer says of itself: shown as it is, so nothing in it may steer a terminal or a page. */
const word = (longest: number) =>
  z
    .string()
    .max(longest * 4)
    .transform(text => text.replace(/\p{C}/gu, ' ').trim().slice(0, longest));

const Failure = z.strictObject({
  computer: word(255).pipe(z.string().min(1)),
  code: InstallFailure,
  detail: word(longestDetail),
  version: word(60).nullable().default(null),
});

/** What installers and commands in one line ask; `docs/installation-sets.md` describes them. */
export const installRoutes: RouteModule = (api, context) => {
  const { installationSets, services } = context;
  const downloads = new Downloads();

  async function setAt(request: FastifyRequest): Promise<{ set: KnownSet; tokenId: string; secret: string }> {
    const presented = await presentedAt(context, request);
    const tokenId = presented.kind === 'token' ? presented.tokenId : undefined;
    const set = tokenId === undefined ? undefined : await installationSets.ofToken(tokenId);
    if (!set || tokenId === undefined) throw new AppError('INSTALLATION_SET_UNKNOWN');
    return { set, tokenId, secret: secretIn(request) };
  }

  void api.register(
    named('installation', async scope => {
      const routes = scope as unknown as Api;

      for (const system of systems)
        routes.route({
          method: 'GET',
          url: `/install/${system}`,
          config: { access: 'public', foreign: true },
          handler: async (request, reply) =>
            reply
              .type('text/plain; charset=utf-8')
              .header('Cache-Control', 'no-store')
              .send(oneLineScript(system, addressForAgents(context, request))),
        });

      routes.route({
        method: 'GET',
        url: '/install/installer',
        config,
        schema: { querystring: z.strictObject({ platform: PackagePlatform }) },
        handler: async (request, reply) => {
          const { set, tokenId, secret } = await setAt(request);
          await installationSets.requireOpen(set);
          const { platform } = request.query;
          if (platform !== set.platform)
            throw new AppError('INSTALLATION_PLATFORM_OTHER', { details: { platform, set: set.platform } });
          // Said before many megabytes travel, not after.
          const tried = enrolmentToken.decide(
            { kind: 'use', agentId: 'not-yet', now: services.clock.now() },
            await installationSets.token(tokenId),
          );
          if (tried.kind === 'refused') throw refused(tried.refusal);
          const server = addressForAgents(context, request);
          return sendInstaller(context, reply, downloads, set, { server, secret });
        },
      });

      // Of a set that has ended too: that is why installers fail.
      routes.route({
        method: 'POST',
        url: '/install/failures',
        config,
        bodyLimit: failureLimit,
        schema: { body: Failure, response: { 204: Empty } },
        handler: async (request, reply) => {
          const { set, tokenId } = await setAt(request);
          await installationSets.noteFailure(set, request.body, `token:${tokenId}`);
          return reply.code(204).send();
        },
      });
    }),
  );
};

/** The password of HTTP Basic, which was found good. */
function secretIn(request: FastifyRequest): string {
  const encoded = /^Basic +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}
