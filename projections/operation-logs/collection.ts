import { operationColumns } from '../../domain/operation-logs/records/index.ts';
import type { CollectionDefinition, ColumnDefinition, ColumnType } from '../kernel/index.ts';

const typeOf = {
  time: 'time',
  seconds: 'time',
  count: 'number',
  term: 'text',
  text: 'text',
  name: 'text',
} as const;

/**
 * The columns that operation logs are filtered by, in the one filter language: those of a record, terms by their
 * keys, file times in milliseconds, and
 * - `device`: id of the device that told it
 * - `type`: the operation type that the detail belongs to
 * - `suspicious`: whether the record is marked
 * `search` looks through the texts: paths, addresses and titles.
 *
 * This is no collection of a read store: the operation store answers it (docs/decisions/0165).
 */
export const operationsCollection: CollectionDefinition = {
  name: 'operation-logs.records',
  version: 1,
  history: 'append',
  columns: {
    device: { type: 'text', indexed: true },
    type: { type: 'text' },
    suspicious: { type: 'boolean' },
    ...Object.fromEntries(
      Object.entries(operationColumns).map(([name, { kind }]): [string, ColumnDefinition] => {
        const type: ColumnType = typeOf[kind];
        return [name, kind === 'text' ? { type, searchable: true } : { type }];
      }),
    ),
  },
  scopeThrough: { column: 'device', collection: 'devices.list' },
};
