import type { EventChanges } from '../../../projections/kernel/index.ts';
import { CellTimes } from './cell-times.ts';
import type { Stored } from './values.ts';

/** A document as this batch has left it so far. */
export interface Entry {
  readonly id: string;
  /** Its number; undefined until the event that bears it is complete. */
  doc: number | undefined;
  /** Number of its row in the table before this batch. */
  readonly stored: number | undefined;
  alive: boolean;
  /** It began, or began anew, in the event at hand. */
  begun: boolean;
  /** Per column, in declared order. */
  values: Stored[];
  /** Columns to write to the stored row; a new row is written whole. */
  readonly dirty: Set<number>;
  /** JSON to write; undefined: as stored. */
  body: string | undefined;
  readonly times: CellTimes;
  /** As it was before the event at hand; undefined where that did not touch it. */
  before: Before | undefined;
}

export interface Before {
  readonly alive: boolean;
  readonly doc: number | undefined;
  /** Values the event replaced. */
  readonly replaced: Map<number, Stored>;
  /** What a late event says of each column, whether it wins or not. */
  readonly stated: Map<number, Stored>;
}

export function entryOf(
  id: string,
  row: { readonly doc: number; readonly values: Stored[] } | undefined,
): Entry {
  return {
    id,
    doc: row?.doc,
    stored: row?.doc,
    alive: row !== undefined,
    begun: false,
    values: row?.values ?? [],
    dirty: new Set(),
    body: undefined,
    times: new CellTimes(),
    before: undefined,
  };
}

/** When something was learned and when it happened; milliseconds since the epoch. */
export interface EventTime {
  readonly position: number;
  readonly at: number;
  readonly happenedAt?: number;
}

export function timeOf({ position, at, happenedAt }: Omit<EventChanges, 'changes'>): EventTime {
  const learned = { position, at: Date.parse(at) };
  return happenedAt === undefined ? learned : { ...learned, happenedAt: Date.parse(happenedAt) };
}

export function happenedOf({ at, happenedAt }: EventTime): number {
  return happenedAt === undefined ? at : Math.min(happenedAt, at);
}

export function isLate({ at, happenedAt }: EventTime): boolean {
  return happenedAt !== undefined && happenedAt < at;
}

/** The body with keys replaced; null removes one. */
export function mergeBody(
  body: Record<string, unknown>,
  change: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = new Map(Object.entries(body));
  for (const [key, value] of Object.entries(change)) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}
