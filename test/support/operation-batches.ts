import { batchOf, type OperationRecord } from '../../domain/operation-logs/records/index.ts';

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
