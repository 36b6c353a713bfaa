import { z } from 'zod';
import {
  entriesAtOnce,
  softwareEntries,
  softwareListStream,
  type SoftwareEntry,
} from '../../../../domain/devices/index.ts';
import { Row } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import { collectionRoutes } from '../kernel/collection-routes.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { answerList, ListQuery, RowList, toRow } from '../kernel/list.ts';
import { DryRun, Outcome, outcomeOf } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';

const tags = ['software'];
const product = z.string().max(200);
const params = z.object({ product });
/** `removedAt` says why an entry is not listed; of one that is, it says nothing. */
const shown = ['name', 'publisher', 'devices'];

/** For a restricted account products and versions are counted over the devices in its scope: `scoped-reads.ts`. */
export const softwareRoutes: RouteModule = (api, context) => {
  collectionRoutes(api, context, {
    path: '/software',
    collection: 'software.products',
    access: 'software.read',
    tags,
    noun: 'software products',
    comparable: true,
    shown: () => Promise.resolve(shown),
  });

  api.route({
    method: 'POST',
    url: '/software/remove',
    config: { access: 'devices.manage', unrestrictedOnly: true, errors: ['SOFTWARE_UNKNOWN'] },
    schema: {
      summary: 'Remove entries from the list of software',
      description:
        'An entry that computers have, or report again, is listed again for as long; what devices have installed, and ' +
        'the list as of an earlier moment, stay as they are. `reported` counts the entries that computers have now.',
      tags,
      querystring: DryRun,
      body: z.strictObject({ products: z.array(product).min(1).max(entriesAtOnce) }),
      response: { 200: Outcome.extend({ reported: z.number() }) },
    },
    handler: async request => {
      const { services } = context;
      const { dryRun } = request.query;
      const entries = await entriesOf(context, [...new Set(request.body.products)]);
      const result = await services.commands.handle(
        softwareListStream,
        softwareEntries,
        { type: 'RemoveSoftwareEntries', at: services.clock.now(), entries },
        { actor: principalOf(request).actor, correlationId: services.correlation(), dryRun },
      );
      const reported = entries.filter(({ devices }) => devices > 0).length;
      return { ...outcomeOf([result], dryRun), reported };
    },
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

/** As they are listed now, for all departments. Throws `SOFTWARE_UNKNOWN`. */
async function entriesOf(context: ServerContext, products: readonly string[]): Promise<SoftwareEntry[]> {
  const { items } = await context.reads(null).find('software.products', {
    filter: { op: 'in', column: 'id', values: [...products] },
    limit: entriesAtOnce,
    total: false,
  });
  const found = new Map(items.map(({ id, columns }) => [id, columns]));
  const missing = products.filter(id => !found.has(id));
  if (missing.length > 0) throw new AppError('SOFTWARE_UNKNOWN', { details: { products: missing } });
  return products.map(id => {
    const { name, publisher, devices } = found.get(id)!;
    return {
      product: id,
      name: String(name),
      ...(typeof publisher === 'string' && { publisher }),
      devices: Number(devices),
    };
  });
}
