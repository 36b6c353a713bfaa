import { SocketAddress, isIP } from 'node:net';

/** A value of a dialect's field: XML gives text and nested elements, JSON everything. */
export type RawValue = string | number | boolean | null | RawItem | readonly RawValue[];
export interface RawItem {
  readonly [field: string]: RawValue | undefined;
}

export function isRawItem(value: unknown): value is RawItem {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const limit = 1e15;

/** `4096`, `4096.5`, `2400 MHz`: the number in front; undefined for anything negative, absurd or without digits. */
export function toNumber(value: RawValue | undefined): number | undefined {
  if (typeof value === 'number') return value >= 0 && value <= limit ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const match = /^\s*(\d{1,16}(?:[.,]\d{1,20})?)\s*(?:[a-zA-Z/%]{0,8})\s*$/.exec(value);
  if (!match?.[1]) return undefined;
  const number = Number(match[1].replace(',', '.'));
  return number <= limit ? number : undefined;
}

export function toInteger(value: RawValue | undefined): number | undefined {
  const number = toNumber(value);
  return number === undefined ? undefined : Math.round(number);
}

export function toBoolean(value: RawValue | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 1 || value === '1') return true;
  if (value === 0 || value === '0') return false;
  if (typeof value !== 'string') return undefined;
  const word = value.trim().toLowerCase();
  if (word === 'true' || word === 'yes' || word === 'on' || word === 'enabled') return true;
  if (word === 'false' || word === 'no' || word === 'off' || word === 'disabled') return false;
  return undefined;
}

/**
 * A calendar day as YYYY-MM-DD from `2026-10-22 …`, `2026/10/22 …`, `20261022`, or day and month first in the
 * order the field uses. Days that do not exist are no date.
 */
export function toDate(
  value: RawValue | undefined,
  slashed: 'day-first' | 'month-first' = 'day-first',
): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const iso =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[ T])/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (iso) return day(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const other = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?:$|[ T])/.exec(text);
  if (!other) return undefined;
  const [first, second, year] = [Number(other[1]), Number(other[2]), Number(other[3])];
  return slashed === 'day-first' ? day(year, second, first) : day(year, first, second);
}

function day(year: number, month: number, date: number): string | undefined {
  if (year < 1970 || year > 2999 || month < 1 || month > 12 || date < 1) return undefined;
  const daysInMonth =
    month === 2
      ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
        ? 29
        : 28
      : [4, 6, 9, 11].includes(month)
        ? 30
        : 31;
  if (date > daysInMonth) return undefined;
  return `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
}

/** `aa:bb:cc:dd:ee:ff`, whatever separated it; undefined for anything else and for all zeros. */
export function toMac(value: RawValue | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const digits = value.trim().replace(/[:.-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{12}$/.test(digits) || digits === '000000000000') return undefined;
  return digits.replace(/(..)(?!$)/g, '$1:');
}

/** An address without zone and prefix length, IPv6 in its shortest form. */
export function toAddress(
  value: RawValue | undefined,
): { readonly family: 4 | 6; readonly address: string } | undefined {
  if (typeof value !== 'string') return undefined;
  const bare = value.trim().replace(/[%/].*$/s, '');
  const family = isIP(bare);
  if (family === 4) return { family: 4, address: bare };
  if (family !== 6) return undefined;
  const mapped = new SocketAddress({ address: bare, family: 'ipv6' }).address;
  return { family: 6, address: mapped.toLowerCase() };
}

/** Mbit/s from `1000`, `1 Gbps`, `100 Mb/s`; agents write 2^32 − 1 and 0 for "unknown". */
export function toLinkSpeed(value: RawValue | undefined): number | undefined {
  const number = toNumber(value);
  if (number === undefined || number === 0 || number >= 4_294_967_295) return undefined;
  const unit = typeof value === 'string' ? value.replace(/[\d\s.,]/g, '').toLowerCase() : '';
  if (unit.startsWith('g')) return number * 1000;
  if (unit.startsWith('k')) return number / 1000;
  return number;
}
