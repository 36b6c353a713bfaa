import { z } from 'zod';
import type { Api, RouteModule, ServerContext } from '../kernel/context.ts';
import { DryRun, Outcome } from '../kernel/outcome.ts';
import { etagOf } from '../kernel/revision.ts';
import { actErrors, actOf, onDevice, Place, Reason } from './acts.ts';
import { because, mergeDevices, splitDevice } from './identity-acts.ts';
import { requireDevice } from './visible.ts';

const tags = ['devices'];
const params = z.object({ id: z.string().max(64) });
const id = z.string().min(1).max(64);
/** The body may be left out; then it is null here. */
const JustReason = z.strictObject({ reason: Reason }).nullish();
const errors = actErrors;

export const deviceManagementRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'PATCH',
    url: '/devices/:id',
    config: { access: 'devices.manage', errors },
    schema: {
      summary: 'Say where a device belongs and stands',
      tags,
      params,
      querystring: DryRun,
      body: z.strictObject({ department: Place.optional(), location: Place.optional(), reason: Reason }),
      response: { 200: Outcome },
    },
    handler: async (request, reply) => {
      const { department, location, reason } = request.body;
      await requireDevice(context, request, request.params.id);
      const outcome = await onDevice(
        context,
        request.params.id,
        actOf(request, request.query.dryRun),
        at => ({
          type: 'PlaceDevice',
          at,
          ...(department === undefined ? {} : { department }),
          ...(location === undefined ? {} : { location }),
          ...because(reason),
        }),
      );
      return reply.header('ETag', etagOf(outcome.revision)).send(outcome);
    },
  });

  simple(api, context, 'POST', '/devices/:id/manage', 'Take a device into management', 'ManageDevice');
  simple(api, context, 'POST', '/devices/:id/ignore', 'Take a device out of management', 'IgnoreDevice');
  simple(api, context, 'DELETE', '/devices/:id', 'Remove a device; its history stays', 'RemoveDevice');

  api.route({
    method: 'POST',
    url: '/devices/merge',
    config: { access: 'devices.manage', errors: [...errors, 'DEVICE_MERGE_WITH_ITSELF'] },
    schema: {
      summary: 'Two records are one device',
      description: 'The record `from` ends and stays readable; the device `into` takes up its identity keys.',
      tags,
      querystring: DryRun,
      body: z.strictObject({ from: id, into: id, reason: Reason }),
      response: { 200: Outcome },
    },
    handler: async request => {
      await requireDevice(context, request, request.body.from);
      await requireDevice(context, request, request.body.into);
      return mergeDevices(context, request.body, actOf(request, request.query.dryRun));
    },
  });

  api.route({
    method: 'POST',
    url: '/devices/:id/split',
    config: {
      access: 'devices.manage',
      errors: [...errors, 'DEVICE_NOT_MERGED', 'DEVICE_KEYS_NOT_HELD', 'DEVICE_KEYS_ALL'],
    },
    schema: {
      summary: 'Take a device apart',
      description: 'With `into` a merge is taken back; with `keys` alone they become a new device.',
      tags,
      params,
      querystring: DryRun,
      body: z
        .strictObject({
          keys: z.array(z.string().max(300)).min(1).max(200).optional(),
          into: id.optional(),
          reason: Reason,
        })
        .refine(
          ({ keys, into }) => keys !== undefined || into !== undefined,
          'name keys, or the merged record in into',
        ),
      response: { 200: Outcome.extend({ into: z.string() }) },
    },
    handler: async request => {
      await requireDevice(context, request, request.params.id);
      return splitDevice(context, request.params.id, request.body, actOf(request, request.query.dryRun));
    },
  });
};

/** A command on one device that says nothing but why, and need not say that. */
function simple(
  api: Api,
  context: ServerContext,
  method: 'POST' | 'DELETE',
  url: string,
  summary: string,
  type: 'ManageDevice' | 'IgnoreDevice' | 'RemoveDevice',
): void {
  api.route({
    method,
    url,
    config: { access: 'devices.manage', errors },
    schema: { summary, tags, params, querystring: DryRun, body: JustReason, response: { 200: Outcome } },
    handler: async (request, reply) => {
      const { id } = request.params as { id: string };
      const { dryRun } = request.query as { dryRun: boolean };
      await requireDevice(context, request, id);
      const { reason } = (request.body as z.infer<typeof JustReason>) ?? {};
      const outcome = await onDevice(context, id, actOf(request, dryRun), at => ({
        type,
        at,
        ...because(reason),
      }));
      return reply.header('ETag', etagOf(outcome.revision)).send(outcome);
    },
  });
}
