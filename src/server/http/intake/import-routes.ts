import { z } from 'zod';
import { AppError } from '../../errors/index.ts';
import type { Api, RouteModule } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { bodyLimit } from './routes.ts';
import { named } from '../kernel/named.ts';
import { takeBytes } from '../kernel/raw-bodies.ts';

const Imported = z.object({
  deviceId: z.string(),
  outcome: z.enum(['registered', 'changed', 'unchanged']),
  position: z.number(),
});

/** Inventories that people hand in: written to a file by an agent and carried here. */
export const importRoutes: RouteModule = (api, context) => {
  void api.register(
    named('imports', async scope => {
      takeBytes(scope, bodyLimit);
      routes(scope as unknown as Api, context);
    }),
  );
};

const routes: RouteModule = (api, { intake }) => {
  api.route({
    method: 'POST',
    url: '/inventories',
    bodyLimit,
    config: {
      access: 'devices.manage',
      unrestrictedOnly: true,
      errors: ['INVENTORY_UNREADABLE', 'INVENTORY_REFUSED', 'INTAKE_OVERLOADED'],
    },
    schema: {
      summary: 'Record an inventory from a file',
      description: 'The body is the file as the agent wrote it: JSON or XML, plain or packed.',
      tags: ['enrolment'],
      response: { 200: Imported },
    },
    handler: async request => {
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const result = await intake.importBody(
        bytes,
        request.headers['content-type'],
        principalOf(request).actor,
      );
      if (result.kind === 'imported') {
        const { deviceId, outcome, position } = result;
        return { deviceId, outcome, position };
      }
      const { code, detail } = result;
      if (code === 'overloaded') throw new AppError('INTAKE_OVERLOADED', { retryAfter: 30 });
      if (code.startsWith('DEVICE_')) throw new AppError('INVENTORY_REFUSED', { details: { reason: code } });
      throw new AppError('INVENTORY_UNREADABLE', { details: { reason: code, detail } });
    },
  });
};
