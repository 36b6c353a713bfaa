import type { ColumnDefinition, Value } from '../../../projections/kernel/index.ts';

/** What SQLite stores for a value. */
export type Stored = string | number | null;

/**
 * SQLite keeps text as UTF-8, which has no lone surrogates; they become U+FFFD here, before comparison with
 * what is stored, so that an unchanged value stays unchanged.
 */
export function toStored(value: Value): Stored {
  if (typeof value === 'string') return value.isWellFormed() ? value : value.toWellFormed();
  return typeof value === 'boolean' ? Number(value) : value;
}

export function fromStored(value: Stored, definition: ColumnDefinition): Value {
  return definition.type === 'boolean' && value !== null ? value === 1 : value;
}
