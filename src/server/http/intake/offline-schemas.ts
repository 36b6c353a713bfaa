import { mostOfflineBytes } from '../../../../domain/devices/index.ts';
import type { OfflineReceived } from '../../agents/contract.ts';
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

/** @throws AppError where the file was refused */
export function receivedOf(taken: OfflineReceipt | OfflineRefusal): OfflineReceived {
  if (taken.kind === 'refused')
    throw new AppError(taken.code, {
      details: taken.details,
      ...(taken.code === 'INTAKE_OVERLOADED' && { retryAfter: 30 }),
    });
  const { kind: _kind, entered, ...received } = taken;
  return {
    ...received,
    entered: entered && { ...entered, faults: [...entered.faults] },
    changes: [...received.changes],
  };
}
