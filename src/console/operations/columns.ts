import {
  operationColumnNames,
  operationColumns,
  type OperationColumnName,
} from '../../../domain/operation-logs/records/index.ts';
import { operationsCollection } from '../../../projections/operation-logs/collection.ts';
import type { KindOf } from '../devices/filter-model.ts';

/** Columns as the text form of filters needs them. */
export const operationTypesOfColumns = operationsCollection;

/** The closed list that a column's values come from, as the catalogue of words calls it. */
export type TermList = 'types' | 'details' | 'drives' | 'categories' | 'suspicions';

const lists: Readonly<Record<string, TermList>> = {
  type: 'types',
  detail: 'details',
  originalDrive: 'drives',
  fileDrive: 'drives',
  destinationDrive: 'drives',
  drive: 'drives',
  deviceCategory: 'categories',
  suspicion: 'suspicions',
};

export const termListOf = (column: string): TermList | undefined =>
  Object.hasOwn(lists, column) ? lists[column] : undefined;

/** Columns whose values the server counts. */
export const grouped = [
  'type',
  'detail',
  'user',
  'source',
  'process',
  'fileDrive',
  'destinationDrive',
] as const;
export type GroupedColumn = (typeof grouped)[number] | 'suspicious';
export const isGrouped = (column: string): column is (typeof grouped)[number] =>
  grouped.some(each => each === column);

export const kindOfOperations: KindOf = column => {
  const definition = Object.hasOwn(operationsCollection.columns, column)
    ? operationsCollection.columns[column]
    : undefined;
  return (
    definition && {
      type: definition.type,
      choices: termListOf(column) !== undefined || isGrouped(column),
    }
  );
};

/** What the form for a condition offers; the computer and the mark have places of their own. */
export const offeredColumns: readonly (OperationColumnName | 'type')[] = ['type', ...operationColumnNames];

/** Bytes are told as such. */
export const isCountOfBytes = (column: string): boolean => column === 'size';

export const kindOfColumn = (column: OperationColumnName) => operationColumns[column].kind;
