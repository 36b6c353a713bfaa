import { z } from 'zod';
import { commonFields, placeFields, addedFields } from '../field-places/index.ts';

export const FieldId = z.enum([...placeFields, ...commonFields, ...addedFields]);
export type FieldId = z.infer<typeof FieldId>;

/** Characters that an entry may hold; the form says them. */
export const characterSets = ['any', 'ascii', 'alphanumeric', 'digits', 'email', 'phone'] as const;
export type CharacterSet = (typeof characterSets)[number];

export const longestFieldText = 255;
const mostOptions = 500;
const bound = z.number().min(-1e12).max(1e12);

/** What is not given does not limit. Lengths count characters, `least` and `most` numbers. */
export const FieldRules = z.strictObject({
  characters: z.enum(characterSets).optional(),
  minLength: z.int().min(1).max(longestFieldText).optional(),
  maxLength: z.int().min(1).max(longestFieldText).optional(),
  least: bound.optional(),
  most: bound.optional(),
});
export type FieldRules = z.infer<typeof FieldRules>;

const name = z.string().trim().min(1).max(60);
const explanation = z.string().trim().max(500);
const option = z
  .string()
  .trim()
  .min(1)
  .max(longestFieldText)
  .regex(/^\P{C}+$/u, 'holds control characters');

/** `endUser`: the person at the computer is asked. Administrators may enter every field. */
export const FieldSource = z.enum(['administrator', 'endUser']);
export type FieldSource = z.infer<typeof FieldSource>;

export const FieldDefinition = z.strictObject({
  names: z.strictObject({ en: name, ja: name.optional() }),
  /** What the form says while the field is being filled in. */
  explanations: z.strictObject({ en: explanation.optional(), ja: explanation.optional() }),
  source: FieldSource,
  /** The form cannot be finished without it. */
  required: z.boolean(),
  rules: FieldRules,
  /** Of a choice its words, of a tree its places as paths (`Plant A/Hall 2`); of other types none. */
  options: z.array(option).max(mostOptions),
});
export type FieldDefinition = z.infer<typeof FieldDefinition>;

const common = (
  en: string,
  ja: string,
  explanations: FieldDefinition['explanations'],
  rules: FieldRules = {},
): FieldDefinition => ({
  names: { en, ja },
  explanations,
  source: 'administrator',
  required: false,
  rules,
  options: [],
});

/** The common fields as they are until somebody changes them. */
export const commonDefinitions: Readonly<Record<string, FieldDefinition>> = {
  department: common('Department', '部署', {
    en: 'Choose the department you belong to.',
    ja: '所属する部署を選択してください。',
  }),
  location: common('Location', '設置場所', {
    en: 'Choose where the computer stands.',
    ja: 'コンピュータの設置場所を選択してください。',
  }),
  userName: common('User Name', '利用者名', { en: 'Enter your name.', ja: '氏名を入力してください。' }),
  email: common(
    'E-mail',
    'メールアドレス',
    { en: 'Enter your e-mail address.', ja: 'メールアドレスを入力してください。' },
    { characters: 'email' },
  ),
  phone: common(
    'Phone',
    '電話番号',
    {
      en: 'Enter the number you can be reached at.',
      ja: '連絡のとれる電話番号を入力してください。',
    },
    { characters: 'phone' },
  ),
};
