import { z } from 'zod';
import type {
  AsOf,
  CollectionDefinition,
  Value as StoreValue,
} from '../../../../projections/kernel/index.ts';
import { Value } from '../../contract.ts';

export const Groups = z.object({
  items: z.array(z.object({ value: Value, count: z.number() })),
  position: z.number(),
});

export const Difference = z.object({
  id: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  columns: z.record(z.string(), z.object({ from: Value, to: Value })),
});

export const Comparison = z.object({
  added: z.number(),
  removed: z.number(),
  changed: z.number(),
  byColumn: z.record(z.string(), z.number()),
  items: z.array(Difference),
  next: z.string().nullable(),
});

export const ColumnHistory = z.object({
  items: z.array(
    z.object({ position: z.number(), at: z.string(), column: z.string(), from: Value, to: Value }),
  ),
  /** Ask again with `before` to see older ones. */
  next: z.number().nullable(),
});

/** A column's value as the interface shows it. */
export function shown(definition: CollectionDefinition, column: string, value: StoreValue): StoreValue {
  return typeof value === 'number' && definition.columns[column]?.type === 'time'
    ? new Date(value).toISOString()
    : value;
}

/** The log position a moment stands for, for clients that want to name it exactly. */
export async function positionOf(
  asOf: AsOf | undefined,
  last: () => Promise<number>,
  at: (time: string) => Promise<number>,
): Promise<number> {
  if (!asOf) return last();
  return asOf.position ?? (asOf.time === undefined ? last() : at(asOf.time));
}
