import type { FieldType } from '../../../domain/devices/field-places/index.ts';
import type { DeviceField, FieldDefinition, FieldRules } from '../devices/own-fields.ts';

/** What the form holds, as typed. */
export interface FieldDraft {
  readonly type: FieldType;
  readonly en: string;
  readonly ja: string;
  readonly explanationEn: string;
  readonly explanationJa: string;
  readonly source: FieldDefinition['source'];
  readonly required: boolean;
  readonly characters: string;
  readonly least: string;
  readonly most: string;
  /** A line an option. */
  readonly options: string;
}

export function draftOf(field: DeviceField | undefined): FieldDraft {
  const { names, explanations, rules = {} } = field ?? {};
  const text = field?.type === 'text';
  return {
    type: field?.type ?? 'text',
    en: names?.en ?? '',
    ja: names?.ja ?? '',
    explanationEn: explanations?.en ?? '',
    explanationJa: explanations?.ja ?? '',
    source: field?.source ?? 'administrator',
    required: field?.required ?? false,
    characters: rules.characters ?? 'any',
    least: String((text ? rules.minLength : rules.least) ?? ''),
    most: String((text ? rules.maxLength : rules.most) ?? ''),
    options: (field?.options ?? []).join('\n'),
  };
}

/** Whether its options are defined here: those of departments and locations have a page of their own. */
export const hasOptions = (type: FieldType, field: DeviceField | undefined) =>
  type === 'choice' || (type === 'tree' && field?.common !== true);

export function definitionOf(draft: FieldDraft, field: DeviceField | undefined): FieldDefinition {
  const { en, ja, explanationEn, explanationJa, source, required, type } = draft;
  const said = (text: string) => (text.trim() === '' ? undefined : text.trim());
  const names = { en: en.trim(), ...(said(ja) !== undefined && { ja: ja.trim() }) };
  const explanations = {
    ...(said(explanationEn) !== undefined && { en: explanationEn.trim() }),
    ...(said(explanationJa) !== undefined && { ja: explanationJa.trim() }),
  };
  const options = hasOptions(type, field)
    ? draft.options.split('\n').flatMap(line => (line.trim() === '' ? [] : [line.trim()]))
    : [];
  return { names, explanations, source, required, rules: rulesOf(draft), options };
}

function rulesOf({ type, characters, least, most }: FieldDraft): FieldRules {
  const bound = (text: string) => (text.trim() === '' ? undefined : Number(text));
  const [from, to] = [bound(least), bound(most)];
  if (type === 'number')
    return { ...(from !== undefined && { least: from }), ...(to !== undefined && { most: to }) };
  if (type !== 'text') return {};
  return {
    ...(characters !== 'any' && { characters }),
    ...(from !== undefined && { minLength: from }),
    ...(to !== undefined && { maxLength: to }),
  };
}
