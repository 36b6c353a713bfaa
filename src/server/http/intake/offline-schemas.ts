import { z } from 'zod';
import { mostOfflineBytes, offlineOutcomes } from '../../../../domain/devices/index.ts';
import type { ErrorCode } from '../../errors/index.ts';
import { AppError } from '../../errors/index.ts';
import type { OfflineReceipt, OfflineRefusal } from '../../intake/offline/contract.ts';

/** Bytes of one request: a file and no more. */
export const offlineBodyLimit = mostOfflineBytes.packed;

export const offlineErrorCodes = [
  'OFFLINE_FILE_DAMAGED',
  'OFFLINE_FILE_ALTERED',
  'OFFLINE_FILE_TOO_LARGE',
  'OFFLINE_FILE_VERSION',
  'OFFLINE_FILE_FOREIGN',
  'OFFLINE_FILE_FORGED',
  'OFFLINE_FILE_AHEAD',
  'INVENTORY_REFUSED',
  'INTAKE_OVERLOADED',
] as const satisfies readonly ErrorCode[];

/** What came, or would come, of one file of results. Times RFC 3339. */
export const OfflineReceived = z.object({
  /** `late`: newer facts stand. `known`: the same file was delivered before, and nothing happened. */
  outcome: z.enum([...offlineOutcomes, 'known']),
  /** Null in a dry run for a computer that no device stands for. */
  deviceId: z.string().nullable(),
  hostName: z.string(),
  hostId: z.string(),
  /** Counts the files of this host ID on the medium they were collected on. */
  sequence: z.number(),
  /** Never after the server's time. */
  collectedAt: z.string(),
  /** What the file says, where the computer's clock was ahead. */
  claimedAt: z.string().nullable(),
  /** Minutes the computer's local time was ahead of UTC. */
  utcOffset: z.number(),
  /** Collection time of the newest facts before; null: none were known. */
  newest: z.string().nullable(),
  /** By the computer's own agent, with the key it enrolled with. */
  signed: z.boolean(),
  /** It was collected for another installation. */
  foreign: z.boolean(),
  /** False: no licence is left, the computer is known and not managed. */
  managed: z.boolean(),
  /** Types of the events, without that of the receipt. */
  changes: z.array(z.string()),
  /** Null in a dry run. */
  position: z.number().nullable(),
});
export type OfflineReceived = z.infer<typeof OfflineReceived>;

/** @throws AppError where the file was refused */
export function receivedOf(taken: OfflineReceipt | OfflineRefusal): OfflineReceived {
  if (taken.kind === 'refused')
    throw new AppError(taken.code, {
      details: taken.details,
      ...(taken.code === 'INTAKE_OVERLOADED' && { retryAfter: 30 }),
    });
  const { kind: _kind, ...received } = taken;
  return { ...received, changes: [...received.changes] };
}
