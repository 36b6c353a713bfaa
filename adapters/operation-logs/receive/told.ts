import type { KeptBatch } from '../../../domain/operation-logs/records/index.ts';
import type { TakenBatch } from '../../../projections/operation-logs/received.ts';
import { recordIdIn } from '../../../projections/operation-logs/record-id.ts';

/** What is told of a batch that is stored, but whether it was there already. */
export type Told = Omit<TakenBatch, 'state'>;

export function toldOf(device: string, { seq, batch, outside, detections, prints }: KeptBatch): Told {
  return {
    seq,
    outside,
    detections: detections.map(({ row, ...detection }) => ({
      ...detection,
      record: recordIdIn(device, batch, row),
    })),
    prints,
  };
}
