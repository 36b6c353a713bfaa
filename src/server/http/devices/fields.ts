import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  addedFields,
  commonDefinitions,
  deviceFields,
  EnteredValue,
  FieldDefinition,
  fieldsStream,
  fieldTypeOf,
  fieldTypes,
  FormSchedule,
  valueFields,
  type DeviceFieldCommand,
  type DeviceFields,
  type FieldEntry,
} from '../../../../domain/devices/index.ts';
import { devicesCollection } from '../../../../projections/devices/index.ts';
import type { Row } from '../../contract.ts';
import { AppError, type ErrorCode } from '../../errors/index.ts';
import type { RouteModule, ServerContext } from '../kernel/context.ts';
import { DryRun, Outcome, outcomeOf } from '../kernel/outcome.ts';
import { principalOf } from '../kernel/request.ts';
import { etagOf, expectedRevision } from '../kernel/revision.ts';
import { actErrors, actOf, onDevice, Reason } from './acts.ts';
import { because } from './identity-acts.ts';
import { requireDevice } from './visible.ts';

const tags = ['device fields'];
const FieldParam = z.string().max(40);
const params = z.object({ id: FieldParam });
const { required, rules, options, explanations, source } = FieldDefinition.shape;

const NewField = FieldDefinition.extend({
  type: z.enum(fieldTypes),
  explanations: explanations.default({}),
  source: source.default('administrator'),
  required: required.default(false),
  rules: rules.default({}),
  options: options.default([]),
});

const Field = FieldDefinition.extend({
  /** Also the name of its column in lists of devices. */
  id: z.string(),
  type: z.enum(fieldTypes),
  /** There without being added, and not to be removed. */
  common: z.boolean(),
});

const errors: readonly ErrorCode[] = [
  'DEVICE_FIELD_UNKNOWN',
  'DEVICE_FIELD_NAME_TAKEN',
  'DEVICE_FIELD_DEFINITION',
  'REVISION_CONFLICT',
  'IF_MATCH_INVALID',
];
/** Fields are the same for all departments. */
const config = { access: 'devices.manage', unrestrictedOnly: true } as const;

/** What devices record beside what is collected: which fields there are, when their users are asked, their values. */
export const deviceFieldRoutes: RouteModule = (api, context) => {
  api.route({
    method: 'GET',
    url: '/device-fields',
    config: { access: 'devices.read' },
    schema: {
      summary: 'Fields that people fill in',
      description:
        'Common fields first, then those that were added. Each but `department` and `location` is a column of the ' +
        'list of devices by its `id`; values are entered at `/devices/{id}/fields`.',
      tags,
      response: {
        200: z.object({ items: z.array(Field), removed: z.array(Field), form: FormSchedule }),
      },
    },
    handler: async (_request, reply) => {
      const { state, revision } = await load(context);
      return reply.header('ETag', etagOf(revision)).send({
        items: Object.entries(state.fields).map(shown),
        removed: Object.entries(state.removed).map(shown),
        form: state.form,
      });
    },
  });

  api.route({
    method: 'POST',
    url: '/device-fields',
    config: { ...config, errors: [...errors, 'DEVICE_FIELD_LIMIT'] },
    schema: {
      summary: 'Add a field',
      description: 'Its type stays. `options` are the words of a `choice` and the paths of a `tree`.',
      tags,
      querystring: DryRun,
      body: NewField,
      response: { 200: Outcome.extend({ id: z.string() }), 201: Outcome.extend({ id: z.string() }) },
    },
    handler: async (request, reply) => {
      const { type: kind, ...definition } = request.body;
      const outcome = await decided(context, request, { type: 'AddField', kind, definition });
      const { field: id } = outcome.events[0]?.data as { readonly field: string };
      return reply.code(outcome.dryRun ? 200 : 201).send({ ...outcome, id });
    },
  });

  api.route({
    method: 'PATCH',
    url: '/device-fields/:id',
    config: { ...config, errors },
    schema: {
      summary: 'Change a field: names, explanations, who fills it in, rules, what there is to choose from',
      description: 'Devices keep what they record, whatever the rules are now.',
      tags,
      params,
      querystring: DryRun,
      body: FieldDefinition.partial(),
      response: { 200: Outcome },
    },
    handler: async request => {
      const given = Object.entries(request.body).filter(([, value]) => value !== undefined);
      const change = Object.fromEntries(given) as Partial<FieldDefinition>;
      return decided(context, request, { type: 'ChangeField', field: request.params.id, change });
    },
  });

  api.route({
    method: 'DELETE',
    url: '/device-fields/:id',
    config: { ...config, errors: [...errors, 'DEVICE_FIELD_COMMON'] },
    schema: {
      summary: 'Remove a field',
      description: 'It is shown no more; devices keep what they record of it, and it can be brought back.',
      tags,
      params,
      querystring: DryRun,
      response: { 200: Outcome },
    },
    handler: request => decided(context, request, { type: 'RemoveField', field: request.params.id }),
  });

  api.route({
    method: 'POST',
    url: '/device-fields/:id/restore',
    config: { ...config, errors },
    schema: {
      summary: 'Bring a removed field back, with what devices record of it',
      tags,
      params,
      querystring: DryRun,
      response: { 200: Outcome },
    },
    handler: request => decided(context, request, { type: 'RestoreField', field: request.params.id }),
  });

  api.route({
    method: 'PUT',
    url: '/user-form',
    config: { ...config, errors: ['REVISION_CONFLICT', 'IF_MATCH_INVALID'] },
    schema: {
      summary: 'When the people at the computers are asked',
      description:
        '`start`: a minute by the clock of each computer, or null for at once. `everyHours`: again so long after ' +
        'the last answer, or null for once. Asked for are the fields with the source `endUser`.',
      tags,
      querystring: DryRun,
      body: FormSchedule,
      response: { 200: Outcome },
    },
    handler: request => decided(context, request, { type: 'ScheduleForm', form: request.body }),
  });

  api.route({
    method: 'PATCH',
    url: '/devices/:id/fields',
    config: {
      access: 'devices.manage',
      errors: [...actErrors, 'DEVICE_IGNORED', 'DEVICE_FIELD_UNKNOWN', 'DEVICE_FIELD_VALUE'],
    },
    schema: {
      summary: 'Enter values into fields of a device',
      description: 'All or none. A day is written `2026-04-01`; null empties a field.',
      tags,
      params: z.object({ id: z.string().max(64) }),
      querystring: DryRun,
      body: z.strictObject({
        values: z.record(FieldParam, EnteredValue.nullable()),
        reason: Reason,
      }),
      response: { 200: Outcome },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { values, reason } = request.body;
      await requireDevice(context, request, id);
      const { state } = await load(context);
      const entries = entriesOf(values, state);
      const outcome = await onDevice(context, id, actOf(request, request.query.dryRun), at => ({
        type: 'EnterFields',
        at,
        entries,
        ...because(reason),
      }));
      return reply.header('ETag', etagOf(outcome.revision)).send(outcome);
    },
  });
};

const load = ({ services }: ServerContext) => services.commands.load(fieldsStream, deviceFields);

/** Values with what their fields are now. Throws `DEVICE_FIELD_UNKNOWN`. */
function entriesOf(
  values: Readonly<Record<string, EnteredValue | null>>,
  { fields }: DeviceFields,
): readonly FieldEntry[] {
  return Object.entries(values).map(([field, value]) => {
    const definition = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!definition || !valueFields.includes(field))
      throw new AppError('DEVICE_FIELD_UNKNOWN', { details: { field } });
    return { field, definition, value };
  });
}

const shown = ([id, definition]: [string, FieldDefinition]): z.infer<typeof Field> => ({
  ...definition,
  id,
  type: fieldTypeOf(id),
  common: Object.hasOwn(commonDefinitions, id),
});

async function decided(
  { services }: ServerContext,
  request: FastifyRequest,
  command: DeviceFieldCommand,
): Promise<Outcome> {
  const { dryRun } = request.query as z.infer<typeof DryRun>;
  const revision = expectedRevision(request);
  const result = await services.commands.handle(fieldsStream, deviceFields, command, {
    actor: principalOf(request).actor,
    correlationId: services.correlation(),
    dryRun,
    ...(revision !== undefined && { expectedRevision: revision }),
  });
  return outcomeOf([result], dryRun);
}

/** Columns of the list of devices without those that no field stands for. */
export async function columnsInUse(context: ServerContext): Promise<readonly string[]> {
  const { state } = await load(context);
  const columns = Object.keys(devicesCollection.columns);
  return columns.filter(column => !addedFields.includes(column) || Object.hasOwn(state.fields, column));
}

/** Days as days: in a row they are moments. */
export function daysInWords(row: Row): Row {
  const days = Object.entries(row).filter(
    ([column, value]) => fieldTypeOf(column) === 'date' && addedFields.includes(column) && value !== null,
  );
  return {
    ...row,
    ...Object.fromEntries(days.map(([column, value]) => [column, String(value).slice(0, 10)])),
  };
}
