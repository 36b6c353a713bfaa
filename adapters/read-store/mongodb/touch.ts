import type { CollectionDefinition, ReadStore } from '../../../projections/kernel/index.ts';
import { declaredColumn } from '../../../projections/kernel/index.ts';
import type { Write } from './journal.ts';
import { folded, isText } from './stored-document.ts';
import { toStored } from './values.ts';

export type TouchUpdates = Parameters<ReadStore['touch']>[1];

/** What sets volatile columns, in the order given. Throws where a column is another's: only events change it. */
export function touchWrites(definition: CollectionDefinition, updates: TouchUpdates): Write[] {
  return updates.flatMap(({ id, columns }): Write[] => {
    const set = Object.entries(columns).flatMap(([column, value]): [string, unknown][] => {
      if (!declaredColumn(definition, column).volatile)
        throw new Error(`touch of ${definition.name}: \`${column}\` is not volatile, only events change it`);
      const own: [string, unknown] = [`c.${column}`, toStored(value)];
      return isText(definition, column) ? [own, [`f.${column}`, folded(value)]] : [own];
    });
    return set.length === 0 ? [] : [{ kind: 'set', id: toStored(id), set }];
  });
}
