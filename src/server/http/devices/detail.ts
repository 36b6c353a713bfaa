import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  deviceFormOf,
  deviceForms,
  EnteredValue,
  Inventory,
  offlineOutcomes,
  SoftwareItem,
} from '../../../../domain/devices/index.ts';
import type { StoredEvent } from '../../../../domain/kernel/index.ts';
import { readWholeStream } from '../../../../domain/kernel/index.ts';
import type { DeviceDetail } from '../../../../projections/devices/index.ts';
import { compareDetails, deviceDetail } from '../../../../projections/devices/index.ts';
import type { AsOf } from '../../../../projections/kernel/index.ts';
import { Row } from '../../contract.ts';
import { AppError } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { asOfOf, ListQuery, parseMoment, toRow } from '../kernel/list.ts';
import { principalOf } from '../kernel/request.ts';
import { etagOf, isFresh } from '../kernel/revision.ts';
import { Empty } from '../kernel/route-access.ts';
import { requireDevice } from './visible.ts';

const tags = ['devices'];
const params = z.object({ id: z.string().max(64) });
const collection = 'devices.list';

const ValueSource = z.object({
  source: z.string(),
  since: z.string(),
  knownSince: z.string(),
  before: z.unknown(),
});

export const Detail = z.object({
  id: z.string(),
  revision: z.number(),
  /** Log position of the last event that counts. */
  position: z.number(),
  /** Null: now. */
  asOf: z.string().nullable(),
  summary: Row,
  managementStatus: z.string(),
  deviceType: z.string(),
  /** A person decided it: what is collected does not change it. */
  fixedType: z.boolean(),
  managementType: z.enum(['agent', 'offline', 'agentless']),
  /** What it looks like, by its enclosure; null where that does not say. */
  form: z.enum(deviceForms).nullable(),
  inventory: Inventory.extend({ software: z.array(SoftwareItem.extend({ since: z.string() })).optional() }),
  sources: z.record(z.string(), ValueSource),
  identity: z.unknown(),
  keys: z.array(z.string()),
  agentId: z.string().nullable(),
  mergedInto: z.string().nullable(),
  absorbed: z.array(z.string()),
  department: z.string().nullable(),
  location: z.string().nullable(),
  groups: z.array(z.string()),
  /** What people entered, by field; fields that are removed among them. */
  fields: z.record(z.string(), EnteredValue),
  /** Oldest first. */
  notes: z.array(
    z.object({
      id: z.string(),
      text: z.string(),
      by: z.string(),
      at: z.string(),
      changed: z.object({ by: z.string(), at: z.string() }).nullable(),
    }),
  ),
  /** The newest results that were carried here in a file. */
  offline: z
    .object({
      collectedAt: z.string(),
      /** Minutes the computer's local time was ahead of UTC. */
      utcOffset: z.number(),
      deliveredAt: z.string(),
      deliveredBy: z.string(),
      outcome: z.enum(offlineOutcomes),
      signed: z.boolean(),
      /** SHA-256 of what the file says. */
      file: z.string(),
    })
    .nullable(),
  registeredAt: z.string().nullable(),
  managedAt: z.string().nullable(),
  lastChangedAt: z.string().nullable(),
});

const Difference = z.object({
  kind: z.enum(['added', 'removed', 'changed']),
  section: z.string(),
  item: z.string().nullable(),
  path: z.string().nullable(),
  from: z.unknown(),
  to: z.unknown(),
});

const counts = { added: z.number(), removed: z.number(), changed: z.number() };
const DeviceComparison = z.object({
  ...counts,
  groups: z.array(z.object({ section: z.string(), ...counts, items: z.array(Difference) })),
});

/** The device as it stood at a moment, from its own stream. */
export async function detailAt(
  context: ServerContext,
  id: string,
  asOf: AsOf | undefined,
): Promise<DeviceDetail> {
  const events = await readWholeStream(context.services.events, `device-${id}`);
  const detail = deviceDetail(upTo(events, asOf?.position), {
    ...(asOf?.time === undefined ? {} : { time: asOf.time }),
    ...(asOf?.asKnown === undefined ? {} : { asKnown: asOf.asKnown }),
  });
  if (!detail) throw new AppError('DEVICE_UNKNOWN');
  return detail;
}

/** Events up to a position of the log, where one is given. */
export function upTo(events: readonly StoredEvent[], position: number | undefined): readonly StoredEvent[] {
  return position === undefined ? events : events.filter(event => event.position <= position);
}

/** The device's row of the list at the moment; one that has left the list shows what its own stream knows. */
export async function summaryAt(
  context: ServerContext,
  request: FastifyRequest,
  detail: DeviceDetail,
  asOf: AsOf | undefined,
): Promise<Row> {
  const reads = context.reads(principalOf(request).scope);
  const page = await reads.find(collection, {
    filter: { op: 'eq', column: 'id', value: detail.id },
    limit: 1,
    total: false,
    ...(asOf ? { asOf } : {}),
  });
  const row = page.items[0];
  if (row) return toRow(row, reads.definition(collection));
  const { id, inventory, managementStatus, deviceType, department, location } = detail;
  return {
    id,
    name: inventory.hostName ?? id,
    hostName: inventory.hostName ?? null,
    managementStatus,
    deviceType,
    department,
    location,
  };
}

export const deviceDetailRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'GET',
    url: '/devices/:id',
    config: { access: 'devices.read', errors: ['DEVICE_UNKNOWN'] },
    schema: {
      summary: 'One device: what it is, where each value comes from and since when',
      tags,
      params,
      querystring: ListQuery.pick({ asOf: true, asKnown: true, after: true }),
      response: { 200: Detail, 304: Empty },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const asOf = asOfOf(request.query);
      await requireDevice(context, request, id, { after: request.query.after, asOf });
      const detail = await detailAt(context, id, asOf);
      // Only the present has one tag per revision: its row also shows who is here, so it is never "not modified".
      if (asOf ? isFresh(request, reply, etagOf(detail.revision)) : false) return reply.code(304).send();
      reply.header('ETag', etagOf(detail.revision));
      return reply.code(200).send({
        ...detail,
        form: deviceFormOf(detail.inventory) ?? null,
        keys: [...detail.keys],
        absorbed: [...detail.absorbed],
        groups: [...detail.groups],
        fields: { ...detail.fields },
        notes: [...detail.notes],
        sources: { ...detail.sources },
        asOf: request.query.asOf ?? null,
        summary: await summaryAt(context, request, detail, asOf),
      });
    },
  });

  api.route({
    method: 'GET',
    url: '/devices/:id/compare',
    config: { access: 'devices.read', errors: ['DEVICE_UNKNOWN'] },
    schema: {
      summary: 'What a device was otherwise at one moment than at another',
      tags,
      params,
      querystring: z.strictObject({
        from: z.string().max(40),
        /** Now where absent. */
        to: z.string().max(40).optional(),
        asKnown: z.enum(['then', 'now']).optional(),
      }),
      response: { 200: DeviceComparison },
    },
    handler: async request => {
      const { id } = request.params;
      const { from, to, asKnown } = request.query;
      const known = asKnown ? { asKnown } : {};
      const moments = [
        { ...parseMoment(from, 'from'), ...known },
        to === undefined ? undefined : { ...parseMoment(to, 'to'), ...known },
      ] as const;
      for (const asOf of moments) await requireDevice(context, request, id, { asOf });
      const [before, after] = await Promise.all([
        detailAt(context, id, moments[0]),
        detailAt(context, id, moments[1]),
      ]);
      const { groups, ...total } = compareDetails(before, after);
      return { ...total, groups: groups.map(group => ({ ...group, items: [...group.items] })) };
    },
  });
};
