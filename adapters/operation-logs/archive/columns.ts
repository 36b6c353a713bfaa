import {
  operationColumnNames,
  operationColumns,
  typeOf,
  type OperationColumnName,
  type OperationRecord,
} from '../../../domain/operation-logs/records/index.ts';
import type { StoredOperation } from '../../../projections/operation-logs/operation-store.ts';
import { parseRecordId, recordId, type RecordPlace } from '../../../projections/operation-logs/record-id.ts';

/** How a column lies in a Parquet file; `moment` is a timestamp of milliseconds in UTC. */
type Kind = 'text' | 'whole' | 'small' | 'moment' | 'day';

/** A column of the archive: how it lies in a file, and how it stands in records. */
export interface ArchiveColumn {
  readonly name: string;
  readonly kind: Kind;
  /** Numbers are handed over as they stand in records: `moment` in units of so many milliseconds. */
  readonly unitMs?: number;
}

const frame: readonly ArchiveColumn[] = [
  { name: 'day', kind: 'day' },
  { name: 'device', kind: 'text' },
  { name: 'seq', kind: 'whole' },
  { name: 'row', kind: 'small' },
  { name: 'tz', kind: 'small' },
  { name: 'received', kind: 'moment', unitMs: 1 },
  { name: 'rules', kind: 'whole' },
  { name: 'type', kind: 'text' },
];

function columnOf(name: OperationColumnName): ArchiveColumn {
  switch (operationColumns[name].kind) {
    case 'time':
      return { name, kind: 'moment', unitMs: 1 };
    case 'seconds':
      return { name, kind: 'moment', unitMs: 1_000 };
    case 'count':
      return { name, kind: 'whole' };
    default:
      return { name, kind: 'text' };
  }
}

/** In the order of a file. */
export const archiveColumns: readonly ArchiveColumn[] = [...frame, ...operationColumnNames.map(columnOf)];

export type Cell = string | number | null;

/** Records as the values of each column, in the order of `archiveColumns`. */
export function cellsOf(records: readonly StoredOperation[]): Cell[][] {
  const places = records.map(({ id }) => parseRecordId(id) as RecordPlace);
  const framed: Record<string, (one: StoredOperation, place: RecordPlace) => Cell> = {
    day: (_, { day }) => day,
    device: ({ device }) => device,
    seq: (_, { seq }) => seq,
    row: (_, { row }) => row,
    tz: ({ tz }) => tz,
    received: ({ receivedAt }) => receivedAt,
    rules: ({ rules }) => rules ?? null,
    type: ({ record }) => typeOf(record.detail),
  };
  return archiveColumns.map(({ name }) => {
    const of = framed[name];
    return of
      ? records.map((one, index) => of(one, places[index]!))
      : records.map(({ record }) => (record as Readonly<Record<string, Cell | undefined>>)[name] ?? null);
  });
}

/** A row of the archive, its cells in the order of `archiveColumns`. */
export function operationOf(cells: readonly Cell[]): StoredOperation {
  const [day, device, seq, row, tz, receivedAt, rules] = cells as [
    string,
    string,
    number,
    number,
    number,
    number,
    number | null,
  ];
  const record: Record<string, Cell> = {};
  for (let index = frame.length; index < cells.length; index++) {
    const value = cells[index] as Cell;
    if (value !== null) record[archiveColumns[index]!.name] = value;
  }
  return {
    id: recordId({ day, device, seq, row }),
    device,
    tz,
    receivedAt,
    ...(rules === null ? {} : { rules }),
    record: record as unknown as OperationRecord,
    archived: true,
  };
}
