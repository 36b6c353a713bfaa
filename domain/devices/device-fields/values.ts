import { z } from 'zod';
import { longestFieldText } from './definition.ts';
import type { CharacterSet, FieldDefinition } from './definition.ts';
import { fieldTypeOf } from '../field-places/index.ts';

/** A number for a number; everything else is a text. */
export const EnteredValue = z.union([z.string().max(1_000), z.number()]);
export type EnteredValue = z.infer<typeof EnteredValue>;

/** Why a value cannot be entered into a field. */
export const fieldFaults = [
  'REQUIRED',
  'NOT_A_TEXT',
  'CHARACTERS',
  'TOO_SHORT',
  'TOO_LONG',
  'NOT_A_NUMBER',
  'TOO_SMALL',
  'TOO_LARGE',
  'NOT_A_DAY',
  'NOT_AN_OPTION',
] as const;
export type FieldFault = (typeof fieldFaults)[number];

const allowed: Readonly<Record<CharacterSet, RegExp>> = {
  any: /^\P{C}*$/u,
  ascii: /^[\x20-\x7e]*$/,
  alphanumeric: /^[A-Za-z0-9]*$/,
  digits: /^[0-9]*$/,
  email: /^[\x21-\x3f\x41-\x7e]+@[A-Za-z0-9.-]+$/,
  phone: /^\+?[0-9 ()./-]*$/,
};

/** What is wrong with a value; undefined: nothing. Places are held against the organization's trees, not here. */
export function faultOf(
  field: string,
  { rules, options }: FieldDefinition,
  value: EnteredValue,
): FieldFault | undefined {
  switch (fieldTypeOf(field)) {
    case 'number':
      return numberFault(rules, value);
    case 'date':
      return typeof value === 'string' && isDay(value) ? undefined : 'NOT_A_DAY';
    case 'choice':
      return typeof value === 'string' && options.includes(value) ? undefined : 'NOT_AN_OPTION';
    case 'tree': {
      const known = options.some(path => path === value || path.startsWith(`${value}/`));
      return typeof value === 'string' && known ? undefined : 'NOT_AN_OPTION';
    }
    case 'text':
      return textFault(rules, value);
  }
}

function textFault(rules: FieldDefinition['rules'], value: EnteredValue): FieldFault | undefined {
  if (typeof value !== 'string' || value.trim() === '') return 'NOT_A_TEXT';
  const length = [...value].length;
  if (!allowed.any.test(value) || !allowed[rules.characters ?? 'any'].test(value)) return 'CHARACTERS';
  if (length < (rules.minLength ?? 1)) return 'TOO_SHORT';
  return length > (rules.maxLength ?? longestFieldText) ? 'TOO_LONG' : undefined;
}

function numberFault(rules: FieldDefinition['rules'], value: EnteredValue): FieldFault | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'NOT_A_NUMBER';
  if (value < (rules.least ?? -1e15)) return 'TOO_SMALL';
  return value > (rules.most ?? 1e15) ? 'TOO_LARGE' : undefined;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(text);
}
