import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  ownDeviceTypes,
  TypeDefinition,
  typesStream,
  type DeviceTypeCommand,
} from '../../../../domain/devices/index.ts';
import type { Row } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { DryRun, Outcome, outcomeOf } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';
import { etagOf, expectedRevision } from '../kernel/revision.ts';

const tags = ['devices'];
const params = z.object({ id: z.string().max(40) });
/** Types are the same for all departments. */
const config = { access: 'devices.manage', unrestrictedOnly: true } as const;
const errors = [
  'DEVICE_TYPE_UNKNOWN',
  'DEVICE_TYPE_NAME_TAKEN',
  'REVISION_CONFLICT',
  'IF_MATCH_INVALID',
] as const;

/** Types of devices that administrators add to those of the product. */
export const deviceTypeRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'GET',
    url: '/device-types',
    config: { access: 'devices.read' },
    schema: {
      summary: 'Types of devices that were added',
      description: 'The devices of one: the list of devices with the filter `deviceType.eq.ID`.',
      tags,
      response: {
        200: z.object({
          items: z.array(
            TypeDefinition.extend({
              id: z.string(),
              /** Devices that you may see. */
              count: z.number(),
            }),
          ),
        }),
      },
    },
    handler: async (request, reply) => {
      const { state, revision } = await load(context);
      const groups = await context.reads(principalOf(request).scope).groupBy('devices.list', 'deviceType');
      const counts = new Map(groups.map(({ value, count }) => [value, count]));
      const items = Object.entries(state.types).map(([id, definition]) => ({
        ...definition,
        id,
        count: counts.get(id) ?? 0,
      }));
      return reply.header('ETag', etagOf(revision)).send({ items });
    },
  });

  api.route({
    method: 'POST',
    url: '/device-types',
    config: { ...config, errors: ['DEVICE_TYPE_NAME_TAKEN', 'DEVICE_TYPE_LIMIT'] },
    schema: {
      summary: 'Add a type of devices',
      tags,
      querystring: DryRun,
      body: TypeDefinition,
      response: { 200: Outcome.extend({ id: z.string() }), 201: Outcome.extend({ id: z.string() }) },
    },
    handler: async (request, reply) => {
      const outcome = await decided(context, request, { type: 'AddType', definition: request.body });
      const { type: id } = outcome.events[0]?.data as { readonly type: string };
      return reply.code(outcome.dryRun ? 200 : 201).send({ ...outcome, id });
    },
  });

  api.route({
    method: 'PATCH',
    url: '/device-types/:id',
    config: { ...config, errors: [...errors] },
    schema: {
      summary: 'Rename a type, or give it another picture',
      tags,
      params,
      querystring: DryRun,
      body: TypeDefinition.partial(),
      response: { 200: Outcome },
    },
    handler: request => {
      const given = Object.entries(request.body).filter(([, value]) => value !== undefined);
      const change = Object.fromEntries(given) as Partial<TypeDefinition>;
      return decided(context, request, { type: 'EditType', id: request.params.id, change });
    },
  });

  api.route({
    method: 'DELETE',
    url: '/device-types/:id',
    config: { ...config, errors: [...errors, 'DEVICE_TYPE_IN_USE'] },
    schema: {
      summary: 'Remove a type that no device has',
      tags,
      params,
      querystring: DryRun,
      response: { 200: Outcome },
    },
    handler: async request => {
      const { id } = request.params;
      // Of all departments: who removes a type is not restricted to some.
      const devices = await context.services.read.count('devices.list', {
        op: 'eq',
        column: 'deviceType',
        value: id,
      });
      return decided(context, request, { type: 'RemoveType', id, devices });
    },
  });
};

const load = ({ services }: Pick<ServerContext, 'services'>) =>
  services.commands.load(typesStream, ownDeviceTypes);

/** What the types that were added are called, by id. */
export async function namesOfTypes(context: ServerContext): Promise<Readonly<Record<string, string>>> {
  const { state } = await load(context);
  return Object.fromEntries(Object.entries(state.types).map(([id, { names }]) => [id, names.en]));
}

/** Throws `DEVICE_TYPE_UNKNOWN` for one that is neither the product's nor was added. */
export async function requireType(context: ServerContext, type: string): Promise<void> {
  if (!type.startsWith('own-')) return;
  const { state } = await load(context);
  if (!Object.hasOwn(state.types, type)) throw new AppError('DEVICE_TYPE_UNKNOWN', { details: { type } });
}

/** Added types by their names: in a row they stand by id. */
export async function typesInWords(context: ServerContext): Promise<(row: Row) => Row> {
  const names = await namesOfTypes(context);
  return row => {
    const { deviceType } = row;
    if (typeof deviceType !== 'string' || !Object.hasOwn(names, deviceType)) return row;
    return { ...row, deviceType: names[deviceType] };
  };
}

async function decided(
  { services }: ServerContext,
  request: FastifyRequest,
  command: DeviceTypeCommand,
): Promise<Outcome> {
  const { dryRun } = request.query as z.infer<typeof DryRun>;
  const revision = expectedRevision(request);
  const result = await services.commands.handle(typesStream, ownDeviceTypes, command, {
    actor: principalOf(request).actor,
    correlationId: services.correlation(),
    dryRun,
    ...(revision !== undefined && { expectedRevision: revision }),
  });
  return outcomeOf([result], dryRun);
}
