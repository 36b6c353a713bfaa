import type { SuspicionConditions } from '../settings.ts';
import { valueAt, type OperationBatch } from './batch.ts';
import { detailCode, suspicions, type OperationDetail, type Suspicion } from './vocabulary.ts';

/** What one user did in one batch that a condition is about. */
export interface Detection {
  readonly suspicion: Suspicion;
  readonly number: 1048 | 1049 | 1050;
  readonly user: string | null;
  readonly files: number;
  /** Where the first went. */
  readonly target: string | null;
  /** Place of the first record in the batch. */
  readonly row: number;
}

const numbers: Readonly<Record<Suspicion, Detection['number']>> = {
  mail: 1048,
  'web-ftp': 1049,
  'external-device': 1050,
};

/** What the conditions that mark records are about. */
export const suspectDetails = {
  mail: ['mail-send-attachment', 'mail-receive-attachment'],
  'web-ftp': ['web-upload', 'ftp-send'],
  'external-device': ['copy-file', 'move-file'],
} as const satisfies Readonly<Record<Suspicion, readonly OperationDetail[]>>;

const byDetail: ReadonlyMap<number, Suspicion> = new Map(
  suspicions.flatMap(({ key }) => suspectDetails[key].map(detail => [detailCode(detail), key] as const)),
);

// Places in the list of drives.
const [removable, opticalDisc] = [3, 4];

/**
 * The batch with its suspicious records marked, and what is told of them: one detection for each condition and user.
 * Files are followed where they lay on a local, network, RAM or unknown drive; one that comes from a removable disk
 * or a disc and goes back to one is none of the organization's.
 */
export function withSuspicions(
  batch: OperationBatch,
  conditions: SuspicionConditions,
): { readonly batch: OperationBatch; readonly detections: readonly Detection[] } {
  const wanted: Readonly<Record<Suspicion, boolean>> = {
    mail: conditions.mail,
    'web-ftp': conditions.webFtp,
    'external-device': conditions.externalDevice,
  };
  if (!Object.values(wanted).includes(true)) return { batch, detections: [] };
  const r: number[] = [];
  const v: number[] = [];
  const detections = new Map<string, Detection>();
  for (let row = 0; row < batch.n; row++) {
    const suspicion = byDetail.get(valueAt(batch.cols.detail, row)!);
    if (suspicion === undefined || !wanted[suspicion] || !leaves(batch, row, suspicion)) continue;
    r.push(row);
    v.push(suspicions.findIndex(({ key }) => key === suspicion) + 1);
    const user = stringAt(batch, 'user', row);
    const key = `${suspicion} ${user ?? ''}`;
    const known = detections.get(key);
    const target = stringAt(batch, 'destination', row) ?? stringAt(batch, 'url', row);
    detections.set(
      key,
      known
        ? { ...known, files: known.files + 1 }
        : { suspicion, number: numbers[suspicion], user, files: 1, target, row },
    );
  }
  if (r.length === 0) return { batch, detections: [] };
  return {
    batch: { ...batch, cols: { ...batch.cols, suspicion: { r, v } } },
    detections: [...detections.values()],
  };
}

function leaves({ cols }: OperationBatch, row: number, suspicion: Suspicion): boolean {
  const from = valueAt(cols.originalDrive, row) ?? valueAt(cols.fileDrive, row);
  if (from === removable || from === opticalDisc) return false;
  return suspicion !== 'external-device' || valueAt(cols.destinationDrive, row) === removable;
}

function stringAt(batch: OperationBatch, column: 'user' | 'destination' | 'url', row: number): string | null {
  const place = valueAt(batch.cols[column], row);
  if (place === undefined) return null;
  return (column === 'user' ? batch.names : batch.texts)[place - 1] ?? null;
}
