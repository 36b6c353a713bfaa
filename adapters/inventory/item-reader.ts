import { cleanText } from './text.ts';
import { isRawItem, toBoolean, toDate, toInteger, toNumber, type RawItem, type RawValue } from './values.ts';

const shortLength = 255;

/** Reads the fields of one item; counts what had to be cut. Reused for every item, so that nothing is allocated. */
export class ItemReader {
  item: RawItem = {};
  cuts = 0;

  raw(field: string): RawValue | undefined {
    return this.item[field];
  }

  /** Text of the first field that has some. */
  text(...fields: readonly string[]): string | undefined {
    for (const field of fields) {
      const text = this.clean(this.item[field]);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  lower(field: string): string | undefined {
    return this.text(field)?.toLowerCase();
  }

  number(field: string): number | undefined {
    return toNumber(this.item[field]);
  }

  integer(field: string): number | undefined {
    return toInteger(this.item[field]);
  }

  /** Zero stands for "not known" in many hardware fields. */
  positive(field: string): number | undefined {
    const value = toInteger(this.item[field]);
    return value === 0 ? undefined : value;
  }

  boolean(field: string): boolean | undefined {
    return toBoolean(this.item[field]);
  }

  date(field: string, slashed: 'day-first' | 'month-first' = 'day-first'): string | undefined {
    return toDate(this.item[field], slashed);
  }

  /** Every value of a field that may be repeated or joined with commas. */
  texts(field: string): string[] {
    const value = this.item[field];
    const values = Array.isArray(value)
      ? (value as readonly RawValue[])
      : typeof value === 'string'
        ? value.split(',')
        : [];
    return values.map(one => this.clean(one)).filter(text => text !== undefined);
  }

  /** A field of a nested element: `timezone` of `{ name, offset }`. */
  nested(field: string, inner: string): string | undefined {
    const value = this.item[field];
    return isRawItem(value) ? this.clean(value[inner]) : undefined;
  }

  clean(told: RawValue | undefined): string | undefined {
    // Of a repeated field the first: agents list several makers of one part.
    const value = Array.isArray(told) ? (told as readonly RawValue[])[0] : told;
    if (typeof value === 'number') return Number.isFinite(value) ? String(value) : undefined;
    if (typeof value !== 'string') return undefined;
    const { text, cut } = cleanText(value, shortLength);
    if (cut) this.cuts++;
    return text === '' ? undefined : text;
  }
}

export type Loose<T> = { [P in keyof T]: T[P] | undefined };

/** Drops what is undefined: absent means "not collected" everywhere. */
export function compact<T extends object>(loose: Loose<T>): T {
  const result: Record<string, unknown> = {};
  for (const key in loose) if (loose[key] !== undefined) result[key] = loose[key];
  return result as T;
}
