import { z } from 'zod';
import { hashSecret } from '../../auth/secrets.ts';
import type { IntakeService } from '../../intake/index.ts';
import type { Api } from '../kernel/context.ts';

/** Where agents look for it: below the part of their server address before `plugins`, or below all of it. */
const paths = [
  '/api.php/token',
  '/inventory/api.php/token',
  '/ocsinventory/api.php/token',
  '/front/inventory.php/api.php/token',
];

const TokenRequest = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z.string().min(1).max(255),
  client_secret: z.string().min(1).max(1_000),
});

/** OAuth 2 client credentials for GLPI agents: the user name and secret they would send by Basic. */
export function tokenRoutes(api: Api, intake: IntakeService): void {
  for (const url of paths)
    api.route({
      method: 'POST',
      url,
      config: { access: 'agent', foreign: true },
      bodyLimit: 16_384,
      handler: async (request, reply) => {
        const asked = TokenRequest.safeParse(parse(request.body));
        reply.type('application/json').header('Cache-Control', 'no-store');
        const crowd = await intake.addressRefused(request.ip);
        if (crowd)
          return reply
            .code(crowd.status)
            .header('Retry-After', String(crowd.retryAfterSeconds))
            .send('{"error":"temporarily_unavailable"}');
        if (!asked.success) return reply.code(400).send('{"error":"invalid_request"}');
        const { client_id: user, client_secret: secret } = asked.data;
        const secretHash = hashSecret(secret);
        if (!(await intake.recognise(user, secretHash))) {
          intake.noteRefusal(
            request.ip,
            'credentials-unknown',
            'the user name or the secret is not known here',
          );
          return reply.code(401).send('{"error":"invalid_client"}');
        }
        const { token, expiresIn } = await intake.accessTokens.issue({ user, secretHash });
        return reply.code(200).send(
          JSON.stringify({
            access_token: token,
            token_type: 'Bearer',
            expires_in: expiresIn,
            scope: 'inventory',
          }),
        );
      },
    });
}

function parse(body: unknown): unknown {
  try {
    return Buffer.isBuffer(body) ? JSON.parse(body.toString('utf8')) : undefined;
  } catch {
    return undefined;
  }
}
