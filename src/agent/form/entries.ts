import type { FormField } from '../../../domain/agents/index.ts';
import { faultOf, fieldTypeOf, type EnteredValue, type FieldFault } from '../../../domain/devices/index.ts';
import { fill, type FormLanguage, type FormTexts } from './texts.ts';

export type Values = Readonly<Record<string, EnteredValue | null>>;
export type Faults = Readonly<Record<string, FieldFault>>;

/** What was typed, read by the field it was typed into; nothing is null. */
export function valueOf({ id }: FormField, text: string): EnteredValue | null {
  const said = text.trim();
  if (said === '') return null;
  if (fieldTypeOf(id) !== 'number') return said;
  const number = Number(said);
  // What is no number stays as it is, to be shown with what is wrong with it.
  return Number.isFinite(number) ? number : said;
}

/** What is wrong with a value here and now; the server judges it again. */
export function faultIn(field: FormField, value: EnteredValue | null): FieldFault | undefined {
  if (value === null) return field.required ? 'REQUIRED' : undefined;
  const definition = {
    ...field,
    source: 'endUser' as const,
    options: field.options.map(option => option.value),
  };
  return faultOf(field.id, definition, value);
}

export function faultsIn(fields: readonly FormField[], values: Values): Faults {
  const faults = fields.map(field => [field.id, faultIn(field, values[field.id] ?? null)] as const);
  return Object.fromEntries(faults.filter((each): each is [string, FieldFault] => each[1] !== undefined));
}

export const nameIn = ({ names }: FormField, language: FormLanguage): string => names[language] ?? names.en;

/** Explanation, usable characters and limits of a field, a line each. */
export function hintsOf(field: FormField, language: FormLanguage, texts: FormTexts): readonly string[] {
  const { explanations, rules } = field;
  const explanation = explanations[language] ?? explanations.en;
  const range = (least: number | undefined, most: number | undefined): string | undefined => {
    if (least === undefined && most === undefined) return undefined;
    const key = least === undefined ? 'atMost' : most === undefined ? 'atLeast' : 'between';
    return fill(texts[key], { least: least ?? '', most: most ?? '' });
  };
  const lengths = range(rules.minLength, rules.maxLength);
  const bounds = range(rules.least, rules.most);
  const free = fieldTypeOf(field.id) === 'text';
  return [
    ...(explanation === undefined ? [] : [explanation]),
    ...(free ? [fill(texts.usable, { characters: texts.characters[rules.characters ?? 'any'] })] : []),
    ...(lengths === undefined ? [] : [fill(texts.lengths, { range: lengths })]),
    ...(bounds === undefined ? [] : [fill(texts.bounds, { range: bounds })]),
  ];
}
