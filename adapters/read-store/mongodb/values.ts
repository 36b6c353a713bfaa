import type { Value } from '../../../projections/kernel/index.ts';

/** Stands before characters beyond U+FFFF, and before itself with a zero behind. */
const MARK = '\uffff';

/** What is stored is UTF-8, which has no lone surrogates. */
export function wellFormed<T extends Value | undefined>(value: T): T {
  return typeof value === 'string' ? (value.toWellFormed() as T) : value;
}

/**
 * A value as the database holds it. MongoDB compares texts by their UTF-8 bytes, which is the order of code points;
 * servers that speak its protocol may compare UTF-16 units, where what lies beyond U+FFFF comes too early. With a mark
 * before such characters both orders are the same. Other texts stand as they are.
 */
export function toStored<T extends Value | undefined>(value: T): T {
  if (typeof value !== 'string') return value;
  return value
    .toWellFormed()
    .replace(/\uffff|[\u{10000}-\u{10ffff}]/gu, character =>
      character === MARK ? `${MARK}\0` : MARK + character,
    ) as T;
}

export function fromStored(value: Value): Value {
  if (typeof value !== 'string' || !value.includes(MARK)) return value;
  return value.replace(/\uffff(\0|[\u{10000}-\u{10ffff}])/gu, (_, character: string) =>
    character === '\0' ? MARK : character,
  );
}
