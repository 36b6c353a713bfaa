import { z } from 'zod';
import { Row } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import { collectionRoutes } from '../kernel/collection-routes.ts';
import type { RouteModule } from '../kernel/context.ts';
import { answerList, ListQuery, RowList, toRow } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';

const tags = ['software'];
const params = z.object({ product: z.string().max(200) });

/** For a restricted account products and versions are counted over the devices in its scope: `scoped-reads.ts`. */
export const softwareRoutes: RouteModule = (api, context) => {
  collectionRoutes(api, context, {
    path: '/software',
    collection: 'software.products',
    access: 'software.read',
    tags,
    noun: 'software products',
    comparable: true,
  });

  api.route({
    method: 'GET',
    url: '/software/:product',
    config: { access: 'software.read', errors: ['SOFTWARE_UNKNOWN'] },
    schema: { summary: 'One software product', tags, params, response: { 200: Row } },
    handler: async request => {
      const reads = context.reads(principalOf(request).scope);
      const product = await reads.get('software.products', request.params.product);
      if (!product) throw new AppError('SOFTWARE_UNKNOWN');
      return toRow(product, reads.definition('software.products'));
    },
  });

  api.route({
    method: 'GET',
    url: '/software/:product/versions',
    config: { access: 'software.read' },
    schema: {
      summary: 'Versions of a product and how many devices have each',
      tags,
      params,
      querystring: ListQuery,
      response: { 200: RowList },
    },
    handler: request =>
      answerList(context, request, 'software.versions', request.query, {
        op: 'eq',
        column: 'product',
        value: request.params.product,
      }),
  });

  api.route({
    method: 'GET',
    url: '/software/:product/devices',
    config: { access: 'software.read' },
    schema: {
      summary: 'Devices that have or had a product',
      description: 'Rows carry since and until; without a moment closed ones are among them.',
      tags,
      params,
      querystring: ListQuery,
      response: { 200: RowList },
    },
    handler: request =>
      answerList(context, request, 'devices.software', request.query, {
        op: 'eq',
        column: 'product',
        value: request.params.product,
      }),
  });
};
