import { z } from 'zod';
import { LedgerProof, Seal } from '../../../../domain/system/index.ts';
import { Health, listOf } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule } from '../kernel/context.ts';
import { mayKnow } from '../events/withheld.ts';
import { ListQuery } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';

const tags = ['ledger'];
const ListedSeal = z.object({ revision: z.number(), position: z.number(), hash: z.string(), seal: Seal });
const Receipt = z.object({
  format: z.string(),
  position: z.number(),
  hash: z.string(),
  seal: Seal,
  key: z.object({ keyId: z.string(), algorithm: z.string(), publicKey: z.string() }),
});

export const ledgerRoutes: RouteModule = (api, context) => {
  const { services, ledger } = context;
  api.route({
    method: 'GET',
    url: '/ledger',
    config: { access: 'ledger.read' },
    schema: {
      summary: 'How far the log is sealed, and the newest seal to keep elsewhere',
      tags,
      response: {
        200: Health.shape.ledger.extend({
          position: z.number(),
          unsealed: z.number(),
          latest: Receipt.nullable(),
        }),
      },
    },
    handler: async () => {
      const [position, latest] = await Promise.all([services.events.lastPosition(), ledger.latest()]);
      const status = ledger.status();
      return { ...status, position, unsealed: position - (latest?.seal.to ?? 0), latest };
    },
  });

  api.route({
    method: 'GET',
    url: '/ledger/seals',
    config: { access: 'ledger.read', errors: ['QUERY_BAD_CURSOR'] },
    schema: {
      summary: 'The seals, newest first',
      tags,
      querystring: ListQuery.pick({ limit: true, cursor: true }),
      response: { 200: listOf(ListedSeal) },
    },
    handler: async request => {
      const { limit, cursor } = request.query;
      const before = cursor === undefined ? Infinity : Number(/^\d{1,15}$/.exec(cursor)?.[0] ?? Number.NaN);
      if (Number.isNaN(before)) throw new AppError('QUERY_BAD_CURSOR');
      const items = await ledger.seals(before, limit);
      return {
        items: [...items],
        total: null,
        next: items.length === limit ? String(items.at(-1)?.position) : null,
        position: await services.events.lastPosition(),
      };
    },
  });

  api.route({
    method: 'GET',
    url: '/events/:position/proof',
    config: {
      access: 'ledger.read',
      unrestrictedOnly: true,
      errors: ['LEDGER_NO_SUCH_EVENT', 'LEDGER_NOT_SEALED_YET', 'LEDGER_CATEGORY_EXCLUDED', 'CASE_UNKNOWN'],
    },
    schema: {
      summary: 'Proof that an event lay in the sealed log, to be checked by anybody',
      tags,
      params: z.object({ position: z.coerce.number().int().positive() }),
      response: { 200: LedgerProof },
    },
    handler: async request => {
      const { position } = request.params;
      const event = await services.events.eventAt(position);
      // A proof holds the whole event.
      if (event && !(await mayKnow(context, principalOf(request), event)))
        throw new AppError('CASE_UNKNOWN', { details: request.params });
      const result = await ledger.prove(position);
      if (result.kind === 'refused') throw new AppError(result.code, { details: request.params });
      return result.proof;
    },
  });
};
