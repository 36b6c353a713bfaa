import type { FastifyRequest } from 'fastify';
import type { Api, ServerContext } from '../kernel/context.ts';
import { offlineBodyLimit, receivedOf } from '../intake/offline-schemas.ts';
import { agentOf } from './admission.ts';
import { named } from '../kernel/named.ts';
import { takeBytes } from '../kernel/raw-bodies.ts';

/** An agent of a computer that is online hands in what was collected on others (`muster-agent send-inventory`). */
export function offlineDeliveryRoute(
  api: Api,
  { intake }: ServerContext,
  admit: (request: FastifyRequest) => Promise<void>,
): void {
  void api.register(
    named('offline delivery', async scope => {
      takeBytes(scope, offlineBodyLimit);
      scope.route({
        method: 'POST',
        url: '/agents/offline-inventory',
        bodyLimit: offlineBodyLimit,
        config: { access: 'agent', foreign: true },
        onRequest: admit,
        handler: async request => {
          const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
          const handover = {
            actor: `agent:${agentOf(request)}`,
            by: 'agent',
            dryRun: false,
            foreign: false,
          } as const;
          return receivedOf(await intake.takeOffline(bytes, handover));
        },
      });
    }),
  );
}
