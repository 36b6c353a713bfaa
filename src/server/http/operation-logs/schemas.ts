import { z } from 'zod';
import {
  longestPurpose,
  operationColumnNames,
  operationColumns,
  traceLinks,
  type ShownOperation,
} from '../../../../domain/operation-logs/index.ts';
import { dayStates } from '../../../../projections/operation-logs/index.ts';
import { ListParams } from '../../contract.ts';

const others = operationColumnNames.filter(name => name !== 'time' && name !== 'detail');
const valueOf = (name: (typeof others)[number]) =>
  operationColumns[name].kind === 'count' ? z.number().optional() : z.string().optional();

/** A record; what it does not say is absent. Times are RFC 3339. */
export const OperationRow = z.object({
  id: z.string(),
  device: z.string(),
  computer: z.string().nullable(),
  at: z.string(),
  localTime: z.string(),
  receivedAt: z.string(),
  type: z.string(),
  detail: z.string(),
  suspicious: z.boolean(),
  traceable: z.boolean(),
  archived: z.boolean(),
  ...Object.fromEntries(others.map(name => [name, valueOf(name)])),
}) as unknown as z.ZodType<ShownOperation>;

/** Which records a question is about, and what it is asked for. */
const asked = {
  filter: ListParams.shape.filter,
  /** RFC 3339, or `now-14d`; records of that moment and later. */
  from: z.string().max(40).optional(),
  /** Records before that moment. */
  until: z.string().max(40).optional(),
  /** Of computers of this department and those below it. */
  department: z.string().min(1).max(2_000).optional(),
  location: z.string().min(1).max(2_000).optional(),
  /** What it is looked at for; recorded with the question. */
  purpose: z.string().trim().min(1).max(longestPurpose).optional(),
};
export const OperationAsked = z.strictObject(asked);
export type OperationAsked = z.infer<typeof OperationAsked>;

export const OperationListQuery = z.strictObject({
  ...asked,
  sort: z.enum(['-time', 'time']).default('-time'),
  limit: ListParams.shape.limit,
  cursor: ListParams.shape.cursor,
});

export const OperationHistogram = z.object({
  slots: z.array(z.object({ slot: z.string(), count: z.number() })),
});

export const OperationDay = z.object({
  day: z.string(),
  state: z.enum(dayStates),
  records: z.number(),
  batches: z.number(),
  devices: z.number(),
  bytes: z.number(),
  root: z.string().nullable(),
  /** Whether the archive has it, besides what is at hand. */
  archived: z.boolean().default(false),
  /** Of a restored day: ids of its computers; null: all. */
  restoredDevices: z.array(z.string()).nullable().optional(),
});

export const OperationTrace = z.object({
  steps: z.array(
    z.object({
      operation: OperationRow,
      from: z.string().nullable(),
      to: z.string().nullable(),
      after: z.array(z.number()),
      by: z.enum(traceLinks),
    }),
  ),
  /** Place of the record that was asked about. */
  start: z.number(),
  /** There was more than is told. */
  cut: z.boolean(),
  first: OperationRow.nullable(),
  last: OperationRow.nullable(),
});
