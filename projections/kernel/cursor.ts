import { columnType, fitsType } from './check.ts';
import type { CollectionDefinition } from './collection.ts';
import { valueOf } from './order.ts';
import type { Query, Row, Value } from './query.ts';
import { QueryError } from './query.ts';

/** The place in a list after which a page begins: the sort values and id of the last row seen. */
export interface Place {
  readonly id: string;
  /** One per sort column. */
  readonly values: readonly Value[];
}

/** What a cursor belongs to: another filter, sort, moment or collection version makes it void. */
type Bound = Pick<Query, 'filter' | 'sort' | 'asOf'> & {
  /** Of a comparison: its two moments and columns. */
  readonly compared?: readonly unknown[];
};

/**
 * Opaque text for `Page.next`. It holds values, not row numbers, so that rows added or deleted between two
 * pages neither repeat nor skip others, and a rebuild does not invalidate it.
 */
export function encodeCursor(definition: CollectionDefinition, query: Bound, last: Row): string {
  const values = (query.sort ?? []).map(({ column }) => valueOf(last, column));
  return toBase64Url(JSON.stringify([fingerprint(bindingOf(definition, query)), last.id, ...values]));
}

/** Undefined where the query has no cursor; QUERY_BAD_CURSOR where it is broken or belongs to another query. */
export function decodeCursor(
  definition: CollectionDefinition,
  query: Bound & Pick<Query, 'cursor'>,
): Place | undefined {
  if (query.cursor === undefined) return undefined;
  const bad = (reason: string): never => {
    throw new QueryError('QUERY_BAD_CURSOR', { collection: definition.name, reason });
  };
  const parsed = parse(query.cursor);
  if (!Array.isArray(parsed)) return bad('not a cursor');
  const [binding, id, ...values] = parsed as unknown[];
  const sort = query.sort ?? [];
  if (binding !== fingerprint(bindingOf(definition, query)))
    return bad('made for another filter, sort or moment');
  if (typeof id !== 'string' || values.length !== sort.length) return bad('not a cursor');
  sort.forEach(({ column }, i) => {
    const value = values[i];
    if (value === null) return;
    if (!isScalar(value) || !fitsType(columnType(definition, column), value)) bad('not a cursor');
  });
  return { id, values: values as Value[] };
}

/** The place as a row, for comparing with `rowOrder`. */
export function placeAsRow(query: Bound, place: Place): Row {
  return {
    id: place.id,
    columns: Object.fromEntries((query.sort ?? []).map(({ column }, i) => [column, place.values[i] ?? null])),
  };
}

/** The same text for the same query, whatever the order of its keys. */
function bindingOf(definition: CollectionDefinition, query: Bound): string {
  const { filter, sort, asOf, compared } = query;
  return `${definition.name}@${definition.version}:${stableJson([filter ?? null, sort ?? [], asOf ?? null, ...(compared ?? [])])}`;
}

function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** 64 bits of FNV-1a in two lanes. It catches mistakes, not attackers: a forged cursor only asks for another page. */
export function fingerprint(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function toBase64Url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function parse(cursor: string): unknown {
  try {
    const binary = atob(cursor.replaceAll('-', '+').replaceAll('_', '/'));
    return JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, c => c.charCodeAt(0))),
    );
  } catch {
    return undefined;
  }
}
