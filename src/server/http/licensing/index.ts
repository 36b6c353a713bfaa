import { z } from 'zod';
import { longestKeyFile } from '../../../../domain/licensing/index.ts';
import { requireOwnOrigin } from '../../auth/authenticate.ts';
import { Licence, LicenceSummary } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { LicenceStanding } from '../../licensing/licensing.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';

const tags = ['licence'];
/** The text of a key file, as it was issued. */
const KeyFile = z.strictObject({ file: z.string().max(longestKeyFile) });
const keyErrors = [
  'LICENCE_KEY_MALFORMED',
  'LICENCE_KEY_SIGNATURE',
  'LICENCE_KEY_OTHER_PRODUCT',
  'LICENCE_KEY_EXPIRED',
  'LICENCE_KEY_REGISTERED',
] as const;

export const licenceRoutes: RouteModule = (api, context) => {
  const { licensing, addressBackoff, config } = context;

  api.route({
    method: 'GET',
    url: '/licence/summary',
    config: { access: 'public', perMinute: 120 },
    schema: {
      summary: 'What anybody may see of the product licence',
      tags,
      response: { 200: LicenceSummary },
    },
    handler: async () => summaryOf(context, await licensing.standing()),
  });

  api.route({
    method: 'GET',
    url: '/licence',
    config: { access: 'self' },
    schema: {
      summary: 'The product licence: keys, and how many devices count',
      description: 'Counts all departments: the licence is one for all of them.',
      tags,
      response: { 200: Licence },
    },
    handler: () => licenceOf(context),
  });

  api.route({
    method: 'POST',
    url: '/licence/keys',
    config: { access: 'system.manage', unrestrictedOnly: true, errors: keyErrors },
    schema: { summary: 'Register a licence key', tags, body: KeyFile, response: { 201: Licence } },
    handler: async (request, reply) => {
      await licensing.register(request.body.file, principalOf(request).actor, false);
      return reply.code(201).send(await licenceOf(context));
    },
  });

  api.route({
    method: 'POST',
    url: '/licence/first-key',
    config: {
      access: 'public',
      errors: [...keyErrors, 'LICENCE_KEY_NOT_FIRST', 'SIGN_IN_TOO_OFTEN'],
      perMinute: 120,
    },
    schema: {
      summary: 'Register the first licence key, before anybody has signed in',
      description:
        'Where a licence is required and no key is registered; refused keys slow the address down as refused sign-ins do.',
      tags,
      body: KeyFile,
      response: { 201: LicenceSummary },
    },
    handler: async (request, reply) => {
      if (request.headers.origin !== undefined) requireOwnOrigin(request, config.publicUrl);
      const retryAfter = await addressBackoff.waitSeconds(request.ip);
      if (retryAfter > 0) throw new AppError('SIGN_IN_TOO_OFTEN', { retryAfter, details: { retryAfter } });
      try {
        await licensing.register(request.body.file, 'system:sign-in', true);
      } catch (error) {
        if (error instanceof AppError) await addressBackoff.failed(request.ip);
        throw error;
      }
      return reply.code(201).send(summaryOf(context, await licensing.standing()));
    },
  });
};

function summaryOf({ licensing }: ServerContext, { keys, licensed }: LicenceStanding): LicenceSummary {
  return {
    licensing: licensing.required ? 'required' : 'community',
    firstKeyWanted: licensing.required && keys.length === 0,
    licensed: licensing.required ? licensed : null,
    keys: keys.map(({ holder, devices, expires = null, expired }) => ({ holder, devices, expires, expired })),
  };
}

async function licenceOf(context: ServerContext): Promise<Licence> {
  const standing = await context.licensing.standing();
  const summary = summaryOf(context, standing);
  const { licensed } = summary;
  const used = licensed === null ? await managedDevices(context) : standing.used;
  return {
    ...summary,
    used,
    remaining: licensed === null ? null : Math.max(0, licensed - used),
    keys: standing.keys.map(({ serial, issued, since }, at) => ({
      ...summary.keys[at]!,
      serial,
      issued,
      registeredAt: since,
    })),
  };
}

/** Where nothing is counted against keys, the list says how many there are. */
function managedDevices({ reads }: ServerContext): Promise<number> {
  return reads(null).count('devices.list', { op: 'eq', column: 'managementStatus', value: 'managed' });
}
