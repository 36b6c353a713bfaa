import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { version } from '../../version.ts';
import { type Description, withOptionalBodies } from './optional-bodies.ts';
import { named } from '../kernel/named.ts';

const description = `Everything the console and the command line do goes through this interface.

Times are RFC 3339 in UTC. Lists answer \`{ items, total, next, position }\`; \`next\` is the cursor of the next page and
\`position\` the place in the log the answer stands for. \`asOf\` asks for any past moment. Errors are
problem+json with a \`code\` that never changes its meaning. Changes take \`If-Match\` with the ETag of what was read,
and \`dryRun=true\` to see what would happen.`;

/** OpenAPI 3.1 made from the schemas that check the requests, and a page to read and try it. */
export async function installOpenApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Muster', version, description },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'Token of a session or an API token.' },
          cookie: {
            type: 'apiKey',
            in: 'cookie',
            name: 'muster',
            description: 'Set by signing in with a browser.',
          },
        },
      },
      security: [{ bearer: [] }, { cookie: [] }],
    },
    transform: jsonSchemaTransform,
  });
  await app.register(
    named('reference page', async scope => {
      scope.publicFiles = true;
      await scope.register(swaggerUi, {
        routePrefix: '/api/v1/docs',
        uiConfig: {
          url: '/api/v1/openapi.json',
          deepLinking: true,
          persistAuthorization: false,
          validatorUrl: null,
        },
        theme: { title: 'Muster API' },
      });
    }),
  );
  app.route({
    method: 'GET',
    url: '/api/v1/openapi.json',
    config: { access: 'public' },
    schema: {
      summary: 'This description',
      tags: ['system'],
      response: { 200: z.looseObject({ openapi: z.string() }) },
    },
    handler: async () => ({ ...withOptionalBodies(app.swagger() as Description) }),
  });
}
