import { z } from 'zod';
import { personal } from '../../kernel/index.ts';
import {
  operationColumns,
  operationDetails,
  traceLinks,
  zoneMinutes,
  type OperationColumn,
  type OperationDetail,
  type OperationRecord,
  type TraceLink,
} from '../records/index.ts';

const details = operationDetails.map(({ key }) => key) as [OperationDetail, ...OperationDetail[]];

function valueOf(column: OperationColumn): z.ZodType {
  switch (column.kind) {
    case 'term':
      return z.enum(column.terms.map(({ key }) => key));
    case 'text':
    case 'name':
      // UTF-16 units, of which a character has two at most.
      return personal(z.string().max(column.limit * 2), 'user');
    default:
      return z.int();
  }
}

const { time: _time, detail: _detail, ...others } = operationColumns;

/** A record as it was, so that it outlasts the day it lies in. */
const KeptRecord = z.strictObject({
  time: z.int(),
  detail: z.enum(details),
  ...Object.fromEntries(Object.entries(others).map(([name, column]) => [name, valueOf(column).optional()])),
}) as unknown as z.ZodType<OperationRecord>;

const recordId = z.string().min(1).max(300);

/** A record that a case holds: its name in the store, and what it said when it was pinned. */
export const PinnedRecord = z.strictObject({
  id: recordId,
  device: z.string().min(1).max(100),
  /** As the computer was called then; null: it was known no more. */
  computer: z.string().max(1_024).nullable(),
  /** Minutes ahead of UTC. */
  tz: z.int().min(zoneMinutes.least).max(zoneMinutes.most),
  /** Milliseconds since the epoch. */
  receivedAt: z.int(),
  record: KeptRecord,
});
export type PinnedRecord = z.infer<typeof PinnedRecord>;

const place = personal(z.string().max(4_200), 'user').nullable();

/** A step of a trace that a case holds; `after` are places among the steps. */
export const PinnedStep = z.strictObject({
  ...PinnedRecord.shape,
  from: place,
  to: place,
  after: z.array(z.int().min(0)).max(1_000),
  by: z.enum(traceLinks as unknown as [TraceLink, ...TraceLink[]]),
});
export type PinnedStep = z.infer<typeof PinnedStep>;

/** Records of one request. */
export const mostPinnedAtOnce = 100;
/** Steps of one trace. */
export const mostPinnedSteps = 200;

export const PinnedTrace = z.strictObject({
  /** Id of the record that was traced. */
  record: recordId,
  steps: z.array(PinnedStep).min(1).max(mostPinnedSteps),
  /** Place of that record among the steps. */
  start: z.int().min(0),
  /** There was more than is told. */
  cut: z.boolean(),
});
export type PinnedTrace = z.infer<typeof PinnedTrace>;
