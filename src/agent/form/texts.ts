import type { FieldFault } from '../../../domain/devices/index.ts';

export type FormLanguage = 'en' | 'ja';

const en = {
  title: 'Enter user information',
  lead: 'Your organization asks you for this. It is sent to {server} and seen by its administrators.',
  carried:
    'Your organization asks you for this. It is kept with what is collected here and seen by its administrators. An empty line leaves out what is not required.',
  finish: 'Finish',
  cancel: 'Cancel',
  required: 'required',
  none: '(nothing)',
  usable: 'Usable characters: {characters}',
  between: '{least} to {most}',
  atLeast: 'at least {least}',
  atMost: 'at most {most}',
  lengths: 'Length: {range} characters',
  bounds: 'Number: {range}',
  done: 'Thank you. You can close this page.',
  cancelled: 'Nothing was sent. You will be asked again later.',
  ended: 'The form was left before its end. Nothing was collected.',
  wrong: 'Some entries do not fit yet.',
  collects: 'What the agent on this computer reports',
  characters: {
    any: 'all',
    ascii: 'letters, digits and signs of a keyboard without accents (ASCII)',
    alphanumeric: 'A to Z, a to z, 0 to 9',
    digits: '0 to 9',
    email: 'an e-mail address such as name@example.org',
    phone: '0 to 9, + - ( ) . / and spaces',
  },
  faults: {
    REQUIRED: 'Please fill this in.',
    NOT_A_TEXT: 'Please enter a text.',
    CHARACTERS: 'It holds characters that cannot be used here.',
    TOO_SHORT: 'It is too short.',
    TOO_LONG: 'It is too long.',
    NOT_A_NUMBER: 'Please enter a number.',
    TOO_SMALL: 'The number is too small.',
    TOO_LARGE: 'The number is too large.',
    NOT_A_DAY: 'Please enter a day there is, such as 2026-04-01.',
    NOT_AN_OPTION: 'Please choose one of those offered.',
  } satisfies Record<FieldFault, string>,
};
export type FormTexts = typeof en;

const ja: FormTexts = {
  title: '利用者情報の入力',
  lead: '組織から入力を求められています。入力した内容は{server}に送信され、管理者が参照します。',
  carried:
    '組織から入力を求められています。入力した内容は収集結果とともに保存され、管理者が参照します。必須でない項目は空行で省略できます。',
  finish: '完了',
  cancel: 'キャンセル',
  required: '必須',
  none: '（なし）',
  usable: '使用できる文字：{characters}',
  between: '{least}～{most}',
  atLeast: '{least}以上',
  atMost: '{most}以下',
  lengths: '文字数：{range}',
  bounds: '数値：{range}',
  done: 'ありがとうございました。このページは閉じてかまいません。',
  cancelled: '何も送信されませんでした。後でもう一度お尋ねします。',
  ended: '入力が途中で終了したため、収集しませんでした。',
  wrong: '入力内容を確認してください。',
  collects: 'このコンピュータのエージェントが報告する内容（英語）',
  characters: {
    any: 'すべて',
    ascii: '半角の英数字と記号',
    alphanumeric: '半角英数字',
    digits: '半角数字',
    email: 'メールアドレス（例：name@example.org）',
    phone: '半角数字、+ - ( ) . / と空白',
  },
  faults: {
    REQUIRED: '入力してください。',
    NOT_A_TEXT: '文字を入力してください。',
    CHARACTERS: '使用できない文字が含まれています。',
    TOO_SHORT: '短すぎます。',
    TOO_LONG: '長すぎます。',
    NOT_A_NUMBER: '数値を入力してください。',
    TOO_SMALL: '数値が小さすぎます。',
    TOO_LARGE: '数値が大きすぎます。',
    NOT_A_DAY: '実在する日付を入力してください（例：2026-04-01）。',
    NOT_AN_OPTION: '選択肢から選んでください。',
  },
};

export const formTexts: Readonly<Record<FormLanguage, FormTexts>> = { en, ja };

/** Of an Accept-Language header, or of LANG. */
export const languageIn = (text: string | undefined): FormLanguage =>
  /^\s*ja\b|^ja_/i.test(text ?? '') ? 'ja' : 'en';

/** Of whoever started this program. */
export const languageHere = (): FormLanguage => languageIn(process.env['LC_ALL'] ?? process.env['LANG']);

export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ''));
}
