import { z } from 'zod';
import { deviceType as DeviceType, EditedFields, longestNote } from '../../../../domain/devices/index.ts';
import type { RouteModule } from '../kernel/context.ts';
import { DryRun, Outcome } from '../kernel/outcome.ts';
import { etagOf } from '../kernel/revision.ts';
import { actErrors, actOf, onDevice, Reason } from './acts.ts';
import { because } from './identity-acts.ts';
import { namesOfTypes, requireType } from './types.ts';
import { requireDevice } from './visible.ts';

const tags = ['devices'];
const params = z.object({ id: z.string().max(64) });
const noteParams = params.extend({ note: z.string().max(64) });
const NoteText = z.strictObject({ text: z.string().trim().min(1).max(longestNote) });

/** What people enter: values of the device, and notes. */
export const deviceEditingRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'PATCH',
    url: '/devices/:id/details',
    config: { access: 'devices.manage', errors: [...actErrors, 'DEVICE_IGNORED', 'DEVICE_TYPE_UNKNOWN'] },
    schema: {
      summary: 'Enter what agents cannot know or got wrong',
      description:
        'Fields are named by their place in the inventory (`hardware.assetTag`). A value collected anew later takes ' +
        'the place of an entered one; a device type stays until it is given back to the facts with null.',
      tags,
      params,
      querystring: DryRun,
      body: z.strictObject({
        deviceType: DeviceType.nullable().optional(),
        fields: EditedFields.optional(),
        reason: Reason,
      }),
      response: { 200: Outcome },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { deviceType, fields, reason } = request.body;
      await requireDevice(context, request, id);
      const typeNames = await namesOfTypes(context);
      if (deviceType != null) await requireType(context, deviceType);
      const outcome = await onDevice(context, id, actOf(request, request.query.dryRun), at => ({
        type: 'EditDevice',
        at,
        ...(deviceType === undefined ? {} : { deviceType, typeNames }),
        ...(fields === undefined ? {} : { fields }),
        ...because(reason),
      }));
      return reply.header('ETag', etagOf(outcome.revision)).send(outcome);
    },
  });

  api.route({
    method: 'POST',
    url: '/devices/:id/notes',
    config: { access: 'devices.manage', errors: [...actErrors, 'DEVICE_NOTE_LIMIT'] },
    schema: {
      summary: 'Note something on a device',
      tags,
      params,
      querystring: DryRun,
      body: NoteText,
      response: { 201: Outcome.extend({ note: z.string() }) },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { text } = request.body;
      await requireDevice(context, request, id);
      const note = context.services.ids.next();
      const act = { ...actOf(request, request.query.dryRun), expectedRevision: undefined };
      const outcome = await onDevice(context, id, act, at => ({ type: 'AddNote', at, note, text }));
      return reply.code(201).send({ ...outcome, note });
    },
  });

  api.route({
    method: 'PATCH',
    url: '/devices/:id/notes/:note',
    config: { access: 'devices.manage', errors: [...actErrors, 'DEVICE_NOTE_UNKNOWN'] },
    schema: {
      summary: 'Change a note; what it said before stays in the history',
      tags,
      params: noteParams,
      querystring: DryRun,
      body: NoteText,
      response: { 200: Outcome },
    },
    handler: async request => {
      const { id, note } = request.params;
      const { text } = request.body;
      await requireDevice(context, request, id);
      return onDevice(context, id, actOf(request, request.query.dryRun), at => ({
        type: 'ChangeNote',
        at,
        note,
        text,
      }));
    },
  });

  api.route({
    method: 'DELETE',
    url: '/devices/:id/notes/:note',
    config: { access: 'devices.manage', errors: [...actErrors, 'DEVICE_NOTE_UNKNOWN'] },
    schema: {
      summary: 'Take a note away; the history keeps it',
      tags,
      params: noteParams,
      querystring: DryRun,
      response: { 200: Outcome },
    },
    handler: async request => {
      const { id, note } = request.params;
      await requireDevice(context, request, id);
      return onDevice(context, id, actOf(request, request.query.dryRun), at => ({
        type: 'RemoveNote',
        at,
        note,
      }));
    },
  });
};
