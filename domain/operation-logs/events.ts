import { z } from 'zod';
import { defineEvent, personal, type EventsOf } from '../kernel/index.ts';
import { suspicions, type Suspicion } from './records/index.ts';
import { operationLossEvents } from './losses.ts';
import { OperationLogSettings } from './settings.ts';
import { operationSpaceEvents } from './space.ts';

const deviceId = z.string().min(1).max(100);
const warning = z.literal('warning');
const user = personal(z.string().max(1_024), 'user').nullable();
const marks = suspicions.map(({ key }) => key) as [Suspicion, ...Suspicion[]];
/** Longest filter and purpose that are kept with a question. */
export const longestQuestion = 8_000;
export const longestPurpose = 500;

const root = z.string().regex(/^[0-9a-f]{64}$/);
const day = { day: z.iso.date(), records: z.int().min(0) };

export const Looked = z.enum(['search', 'record', 'trace', 'export']);
export type Looked = z.infer<typeof Looked>;

/** A question asked of the operation logs: the filter in its text form or as a tree, and the span of time. */
export const OperationQuestion = z.strictObject({
  looked: Looked,
  filter: personal(z.string().max(longestQuestion), 'user').nullable(),
  from: z.string().nullable(),
  until: z.string().nullable(),
  /** Id of the record that was opened or traced. */
  record: z.string().max(300).nullable(),
});
export type OperationQuestion = z.infer<typeof OperationQuestion>;

export const operationLogEvents = {
  /** Stream `operationLogs-settings`. `version` counts the changes of what agents are told. */
  OperationLogConfigured: defineEvent(
    'OperationLogConfigured',
    1,
    z.strictObject({
      from: OperationLogSettings,
      to: OperationLogSettings,
      version: z.int().min(0),
    }),
  ),
  /** Streams `operationLogReads-<user id>`: the actor looked at records, and what for. */
  OperationLogRead: defineEvent(
    'OperationLogRead',
    1,
    z.strictObject({
      ...OperationQuestion.shape,
      purpose: z.string().max(longestPurpose).nullable(),
      /** RFC 3339: when it was asked. */
      at: z.string(),
    }),
  ),
  /** Streams `operationLog-<device id>`. Warning 1076: the computer's clock is wrong, or it was away for long. */
  OperationsDiscarded: defineEvent(
    'OperationsDiscarded',
    1,
    z.strictObject({
      number: z.literal(1076),
      severity: warning,
      deviceId,
      records: z.int().min(1),
      /** RFC 3339, the oldest and newest of them by the computer's clock. */
      oldest: z.string(),
      newest: z.string(),
    }),
  ),
  /**
   * Warnings 1048 (mail), 1049 (web and FTP), 1050 (external device): what one user of a computer did, told once
   * for each upload. `record` is the first of them.
   */
  SuspiciousOperationDetected: defineEvent(
    'SuspiciousOperationDetected',
    1,
    z.strictObject({
      number: z.union([z.literal(1048), z.literal(1049), z.literal(1050)]),
      severity: warning,
      deviceId,
      suspicion: z.enum(marks),
      user,
      files: z.int().min(1),
      /** Address, URL or path of the first. */
      target: personal(z.string().max(2_083), 'user').nullable(),
      record: z.string().max(300),
    }),
  ),
  /** Warning 1051: pages one user printed within an hour. */
  MassPrintingDetected: defineEvent(
    'MassPrintingDetected',
    1,
    z.strictObject({
      number: z.literal(1051),
      severity: warning,
      deviceId,
      user,
      pages: z.int().min(1),
      /** RFC 3339, by the computer's clock: what was printed until then counts no more. */
      until: z.string(),
    }),
  ),
  /** The actor has seen these warnings of a computer, by their ids (`warningIdOf`), and deals with them. */
  OperationWarningsAcknowledged: defineEvent(
    'OperationWarningsAcknowledged',
    1,
    z.strictObject({ deviceId, warnings: z.array(personal(z.string().max(2_400), 'user')).min(1) }),
  ),
  /**
   * Streams `operationRecords-<device id>`, on stores beyond one machine: a batch as it was taken, cut by the days of
   * the device's calendar. The events of this category expire; each day of them has its root in the ledger.
   */
  OperationsRecorded: defineEvent(
    'OperationsRecorded',
    1,
    z.strictObject({
      deviceId,
      seq: z.int().min(0),
      parts: z
        .array(
          z.strictObject({
            day: z.iso.date(),
            records: z.int().min(1),
            /** Base64 of a packed body (docs/operation-log-format.md). */
            body: personal(z.base64(), 'user'),
          }),
        )
        .min(1),
    }),
  ),
  /**
   * Streams `operationLogDay-<day>`: the Merkle root over the batches of a day, as the ledger keeps it. A day that
   * late batches came into is sealed again.
   */
  OperationLogDaySealed: defineEvent('OperationLogDaySealed', 1, z.strictObject({ ...day, root })),
  /** A day is older than those that are kept, and gone. */
  OperationLogDayRemoved: defineEvent(
    'OperationLogDayRemoved',
    1,
    z.strictObject({ ...day, root: root.nullable() }),
  ),
  ...operationLossEvents,
  ...operationSpaceEvents,
} as const;
export type OperationLogEvent = EventsOf<typeof operationLogEvents>;

export const operationLogSettingsStream = 'operationLogs-settings';
export const operationLogDayStream = (of: string): string => `operationLogDay-${of}`;
export const operationLogStream = (device: string): string => `operationLog-${device}`;
/** What an `OperationsRecorded` says but the records themselves. */
export function withoutRecords(recorded: unknown) {
  const { deviceId: device, seq, parts } = operationLogEvents.OperationsRecorded.schema.parse(recorded);
  return { deviceId: device, seq, parts: parts.map(({ day: of, records }) => ({ day: of, records })) };
}

/** Of the streams of what devices recorded. */
export const operationRecordsCategory = 'operationRecords';
export const operationRecordsStream = (device: string): string => `${operationRecordsCategory}-${device}`;
export const operationLogReadsStream = (userId: string): string => `operationLogReads-${userId}`;
