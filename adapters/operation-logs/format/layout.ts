import {
  operationColumnNames,
  operationColumns,
  type OperationColumn,
  type OperationColumnName,
} from '../../../domain/operation-logs/records/index.ts';

/** First byte of a body. A zstd frame begins with 0x28, so that the two can be told apart. */
export const bodyFormat = 1;

/** How the values of a column lie. */
export const encodings = { constant: 0, dense: 1, sparse: 2 } as const;

/** Records of a body: merged batches, not only one. */
export const mostBodyRecords = 16_384;

/** More strings than this in a list make its places two bytes each. */
export const mostBytePlaces = 254;

export interface LaidColumn {
  readonly name: OperationColumnName;
  readonly column: OperationColumn;
}

/** Columns in the order of their codes, which is how they lie in a body. */
export const laidColumns: readonly LaidColumn[] = operationColumnNames
  .map(name => ({ name, column: operationColumns[name] as OperationColumn }))
  .sort((one, other) => one.column.code - other.column.code);

export const columnOfCode: readonly (LaidColumn | undefined)[] = Array.from(
  { length: 1 + Math.max(...laidColumns.map(({ column }) => column.code)) },
  (_, code) => laidColumns.find(({ column }) => column.code === code),
);

/** Between the strings of a list, where no string can have it. */
export const between = '\0';
