import { z } from 'zod';
import {
  deviceGroups,
  GroupId,
  GroupName,
  groupsStream,
  type DeviceGroups,
  type GroupCommand,
} from '../../../../domain/devices/index.ts';
import type { Row } from '../../contract.ts';
import { accepted, AppError } from '../../errors/index.ts';
import type { Principal } from '../../auth/principal.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { DryRun, Outcome } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';
import { etagOf, expectedRevision } from '../kernel/revision.ts';
import { Empty } from '../kernel/route-access.ts';
import { actErrors, actOf, onDevice, Reason } from './acts.ts';
import { because } from './identity-acts.ts';
import { requireDevice } from './visible.ts';

const tags = ['devices'];
const params = z.object({ id: GroupId });
const Group = z.object({
  id: z.string(),
  name: z.string(),
  /** Devices in it that you may see. */
  count: z.number(),
});
const errors = ['GROUP_NAME_TAKEN', 'REVISION_CONFLICT', 'IF_MATCH_INVALID'] as const;
/** Counted at once: each is one question to the read store. */
const countedAtOnce = 8;

/** Groups of devices that people fill by hand. */
export const deviceGroupRoutes: RouteModule = (api, context) => {
  const execute = async (principal: Principal, command: GroupCommand, revision: number | undefined) =>
    accepted(
      await context.services.commands.handle(groupsStream, deviceGroups, command, {
        actor: principal.actor,
        ...(revision !== undefined && { expectedRevision: revision }),
      }),
    );

  api.route({
    method: 'GET',
    url: '/device-groups',
    config: { access: 'devices.read' },
    schema: {
      summary: 'Groups of devices that people fill by hand',
      description: 'By name. The devices of one: the list of devices with the filter `groups.contains.ID`.',
      tags,
      response: { 200: z.object({ items: z.array(Group) }) },
    },
    handler: async (request, reply) => {
      const { state, revision } = await load(context);
      const reads = context.reads(principalOf(request).scope);
      const items: z.infer<typeof Group>[] = [];
      const named = Object.entries(state).sort(([, one], [, two]) => one.localeCompare(two));
      for (let from = 0; from < named.length; from += countedAtOnce)
        items.push(
          ...(await Promise.all(
            named.slice(from, from + countedAtOnce).map(async ([id, name]) => ({
              id,
              name,
              count: await reads.count('devices.list', { op: 'contains', column: 'groups', value: id }),
            })),
          )),
        );
      return reply.header('ETag', etagOf(revision)).send({ items });
    },
  });

  api.route({
    method: 'POST',
    url: '/device-groups',
    config: { access: 'devices.manage', errors: ['GROUP_NAME_TAKEN', 'GROUP_LIMIT'] },
    schema: {
      summary: 'Add a group',
      tags,
      body: z.strictObject({ name: GroupName }),
      response: { 201: z.object({ id: z.string(), position: z.number() }) },
    },
    handler: async (request, reply) => {
      const group = context.services.ids.next();
      const command = { type: 'CreateGroup', group, name: request.body.name } as const;
      const { position } = await execute(principalOf(request), command, undefined);
      return reply.code(201).send({ id: group, position });
    },
  });

  api.route({
    method: 'PATCH',
    url: '/device-groups/:id',
    config: { access: 'devices.manage', errors: [...errors, 'GROUP_NOT_FOUND'] },
    schema: {
      summary: 'Rename a group',
      tags,
      params,
      body: z.strictObject({ name: GroupName }),
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const command = { type: 'RenameGroup', group: request.params.id, name: request.body.name } as const;
      await execute(principalOf(request), command, expectedRevision(request));
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'DELETE',
    url: '/device-groups/:id',
    config: {
      access: 'devices.manage',
      // Devices of other departments may be in it.
      unrestrictedOnly: true,
      errors: ['GROUP_NOT_FOUND', 'REVISION_CONFLICT', 'IF_MATCH_INVALID'],
    },
    schema: {
      summary: 'Remove a group; its devices stay what they are',
      tags,
      params,
      response: { 204: Empty },
    },
    handler: async (request, reply) => {
      const command = { type: 'RemoveGroup', group: request.params.id } as const;
      await execute(principalOf(request), command, expectedRevision(request));
      return reply.code(204).send();
    },
  });

  api.route({
    method: 'POST',
    url: '/devices/:id/groups',
    config: { access: 'devices.manage', errors: [...actErrors, 'GROUP_NOT_FOUND', 'DEVICE_GROUP_LIMIT'] },
    schema: {
      summary: 'Put a device into groups, take it out of others',
      description: 'Groups by id. What is so already changes nothing.',
      tags,
      params: z.object({ id: z.string().max(64) }),
      querystring: DryRun,
      body: z.strictObject({
        add: z.array(GroupId).max(50).default([]),
        remove: z.array(GroupId).max(50).default([]),
        reason: Reason,
      }),
      response: { 200: Outcome },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { add, remove, reason } = request.body;
      await requireDevice(context, request, id);
      const { state } = await load(context);
      const outcome = await onDevice(context, id, actOf(request, request.query.dryRun), at => ({
        type: 'GroupDevice',
        at,
        add: add.map(group => named(group, state)),
        // Also out of one that is gone meanwhile.
        remove: remove.map(group => ({ group, name: nameOf(group, state) ?? group })),
        ...because(reason),
      }));
      return reply.header('ETag', etagOf(outcome.revision)).send(outcome);
    },
  });
};

/** The names of its groups in place of their ids; of groups that are gone nothing. */
export async function groupsInWords(context: ServerContext): Promise<(row: Row) => Row> {
  const { state } = await load(context);
  return row => {
    const { groups } = row;
    if (typeof groups !== 'string') return row;
    const names = groups.split(' ').flatMap(group => nameOf(group, state) ?? []);
    return { ...row, groups: names.join(', ') };
  };
}

const load = ({ services }: ServerContext) => services.commands.load(groupsStream, deviceGroups);

function nameOf(group: string, state: DeviceGroups): string | undefined {
  return Object.hasOwn(state, group) ? state[group] : undefined;
}

function named(group: string, state: DeviceGroups): { readonly group: string; readonly name: string } {
  const name = nameOf(group, state);
  if (name === undefined) throw new AppError('GROUP_NOT_FOUND', { details: { group } });
  return { group, name };
}
