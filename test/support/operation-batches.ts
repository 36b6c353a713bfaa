import {
  batchOf,
  type IntakeRules,
  type OperationRecord,
} from '../../domain/operation-logs/records/index.ts';
import type { ReceivedOperations } from '../../projections/operation-logs/index.ts';

/** Everything is kept and nothing marked. */
const plainRules: IntakeRules = {
  kept: { from: 0, until: Number.MAX_SAFE_INTEGER },
  suspicious: { mail: false, webFtp: false, externalDevice: false, printedPages: null },
};

/** Batches of a device as gzip. */
export function uploadFor(device: string, body: Uint8Array, receivedAt = 1): ReceivedOperations {
  return { device, receivedAt, body, gzip: true, form: { kind: 'batches' }, rules: plainRules };
}

/** A batch of 1 to 60 records that follows from its device and number alone; some go over midnight. */
export function batchFor(device: string, seq: number) {
  const start = Date.parse('2026-09-01T22:00:00Z') + (seq % 200) * 60_000;
  const records = Array.from({ length: 1 + (seq % 60) }, (_, row): OperationRecord => ({
    time: start + row * 500,
    detail: row % 3 === 0 ? 'copy-file' : 'process-execution',
    user: `user-${seq % 7}`,
    file: `C:\\${device}\\${seq}\\${row % 10}.txt`,
  }));
  return batchOf(records, { seq, tz: 0 });
}
