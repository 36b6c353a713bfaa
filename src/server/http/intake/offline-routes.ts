import { z } from 'zod';
import { OfflineReceived } from '../../agents/contract.ts';
import type { Api, RouteModule } from '../kernel/context.ts';
import { principalOf } from '../kernel/request.ts';
import { offlineBodyLimit, offlineErrorCodes, receivedOf } from './offline-schemas.ts';
import { named } from '../kernel/named.ts';
import { takeBytes } from '../kernel/raw-bodies.ts';

const Query = z.strictObject({
  /** Say what would happen and change nothing. */
  dryRun: z.stringbool().default(false),
  /** Take results that were collected for another installation, too. */
  foreign: z.stringbool().default(false),
});

/** Results of computers without a line to the server, handed in by an administrator. */
export const offlineInventoryRoutes: RouteModule = (api, context) => {
  void api.register(
    named('offline results', async scope => {
      takeBytes(scope, offlineBodyLimit);
      routes(scope as unknown as Api, context);
    }),
  );
};

const routes: RouteModule = (api, { intake }) => {
  api.route({
    method: 'POST',
    url: '/offline-inventory',
    bodyLimit: offlineBodyLimit,
    config: { access: 'devices.manage', unrestrictedOnly: true, errors: [...offlineErrorCodes] },
    schema: {
      summary: 'Record the results of a computer that has no line to the server',
      description:
        'The body is one file as `muster-agent collect` or the information collection tool wrote it. Results that are ' +
        'older than what is known are noted with both times and overwrite nothing; the same file again changes nothing.',
      tags: ['enrolment'],
      querystring: Query,
      response: { 200: OfflineReceived },
    },
    handler: async request => {
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { actor } = principalOf(request);
      return receivedOf(await intake.takeOffline(bytes, { ...request.query, actor, by: 'administrator' }));
    },
  });
};
