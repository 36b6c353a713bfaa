import { z } from 'zod';
import { defineEvent, type EventsOf } from '../../kernel/index.ts';
import { ArchiveSettings } from './settings.ts';

const day = z.iso.date();
const days = z.array(day).max(4_000);
const root = z.string().regex(/^[0-9a-f]{64}$/u);
const information = z.literal('information');
const warning = z.literal('warning');
/** Ids of computers; null: all. */
export const mostRestoredDevices = 1_000;
const devices = z.array(z.string().min(1).max(100)).min(1).max(mostRestoredDevices).nullable();

/** What was at work, and the number that its failure has in the catalogue of events. */
export const archiveWorks = {
  archive: 1032,
  restore: 1034,
  export: 1138,
  automatic: 1139,
  cleanup: 1141,
} as const;
export type ArchiveWork = keyof typeof archiveWorks;
const works = Object.keys(archiveWorks) as [ArchiveWork, ...ArchiveWork[]];

/**
 * Why it failed. `internal`: a fault of the program. `data`: the data folder. `unreachable`: the archive's folder is not
 * there. `access`: the server has no right to it. `archive`: reading or writing there failed, or there is no room.
 * `missing`: files are gone. `corrupt`: files are not as they were written. `unset`: no folder is set. `too-many-days`:
 * more than may be at hand.
 */
export const archiveCauses = [
  'internal',
  'data',
  'unreachable',
  'access',
  'archive',
  'missing',
  'corrupt',
  'unset',
  'too-many-days',
] as const;
export type ArchiveCause = (typeof archiveCauses)[number];

/** All in the stream `operationArchive-all`. */
export const operationArchiveEvents = {
  OperationArchiveConfigured: defineEvent(
    'OperationArchiveConfigured',
    1,
    z.strictObject({ from: ArchiveSettings, to: ArchiveSettings }),
  ),
  /** A day is in the archive, whole or with what came late. `root` is the Merkle root of what was written. */
  OperationDayArchived: defineEvent(
    'OperationDayArchived',
    1,
    z.strictObject({
      day,
      folder: z.string(),
      records: z.int().min(1),
      files: z.int().min(1),
      bytes: z.int().min(1),
      root,
      /** How many times the day has been added to, this time included; 1: it is as one root says. */
      parts: z.int().min(1),
    }),
  ),
  /** Warnings 1032, 1034, 1138, 1139 and 1141; said again only when something else is wrong. */
  OperationArchiveFailed: defineEvent(
    'OperationArchiveFailed',
    1,
    z.strictObject({
      number: z.union([z.literal(1032), z.literal(1034), z.literal(1138), z.literal(1139), z.literal(1141)]),
      severity: warning,
      work: z.enum(works),
      cause: z.enum(archiveCauses),
      days,
      /** Names of the files concerned. */
      files: z.array(z.string().max(300)).max(100),
    }),
  ),
  /** Somebody wants days back. `days` are those that are not there yet. */
  OperationRestoreOrdered: defineEvent(
    'OperationRestoreOrdered',
    1,
    z.strictObject({ from: day, until: day, devices, days }),
  ),
  /** A day is back. `manual`: somebody ordered it. */
  OperationDayRestored: defineEvent(
    'OperationDayRestored',
    1,
    z.strictObject({
      day,
      devices,
      records: z.int().min(0),
      parts: z.int().min(1),
      manual: z.boolean(),
    }),
  ),
  /** Information 1033. */
  OperationRestoreFinished: defineEvent(
    'OperationRestoreFinished',
    1,
    z.strictObject({
      number: z.literal(1033),
      severity: information,
      from: day,
      until: day,
      days: z.int().min(0),
      records: z.int().min(0),
    }),
  ),
  /** Warning 1035: days of the range that were archived once and are not there. */
  OperationRestoreMissing: defineEvent(
    'OperationRestoreMissing',
    1,
    z.strictObject({ number: z.literal(1035), severity: warning, from: day, until: day, days }),
  ),
  /** Days that had been brought back are in the archive alone again. */
  OperationRestoredRemoved: defineEvent('OperationRestoredRemoved', 1, z.strictObject({ days })),
  /** Information 1142: days that are older than those at hand begin to leave. */
  OperationCleanupStarted: defineEvent(
    'OperationCleanupStarted',
    1,
    z.strictObject({ number: z.literal(1142), severity: information, days }),
  ),
  /** Information 1143: these have left. */
  OperationCleanupFinished: defineEvent(
    'OperationCleanupFinished',
    1,
    z.strictObject({ number: z.literal(1143), severity: information, days }),
  ),
} as const;
export type OperationArchiveEvent = EventsOf<typeof operationArchiveEvents>;

export const operationArchiveStream = 'operationArchive-all';
