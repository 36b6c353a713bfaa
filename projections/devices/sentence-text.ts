import { fieldsEn, sectionsEn, sentencesEn, typesEn } from './sentences.en.ts';
import { fieldsJa, sectionsJa, sentencesJa, typesJa } from './sentences.ja.ts';

export type SentenceKey = keyof typeof sentencesEn;
export type SentenceParam = string | number | boolean | null | readonly string[];

/** What a timeline row says, in no language: the key of the text and what is put into it. */
export interface Sentence {
  readonly key: SentenceKey;
  readonly params: Readonly<Record<string, SentenceParam>>;
}

export type SentenceLanguage = 'en' | 'ja';

const catalogues = {
  en: {
    sentences: sentencesEn,
    sections: sectionsEn,
    fields: fieldsEn,
    types: typesEn,
    comma: ', ',
    reason: '. Reason: {reason}',
    yes: 'yes',
    no: 'no',
  },
  ja: {
    sentences: sentencesJa,
    sections: sectionsJa,
    fields: fieldsJa,
    types: typesJa,
    comma: '、',
    reason: '。理由：{reason}',
    yes: 'はい',
    no: 'いいえ',
  },
} as const;

/** A piece of a sentence: plain text, or the text of a parameter, which a page may set apart or link. */
export interface SentencePart {
  readonly text: string;
  readonly param: string | null;
}

/** The sentence in pieces, first letter capital; what was done for a reason says it at the end. */
export function sentenceParts(
  { key, params }: Sentence,
  language: SentenceLanguage,
): readonly SentencePart[] {
  const parts: SentencePart[] = [];
  const { sentences, reason } = catalogues[language];
  const words: string = sentences[key];
  const template = params['reason'] === undefined ? words : words.concat(reason);
  for (const [index, piece] of template.split(/\{([^{}]+)\}/).entries()) {
    if (piece === '') continue;
    const text = index % 2 === 0 ? piece : paramText(piece, params, language);
    parts.push({
      text: parts.length === 0 && language === 'en' && piece.includes(':') ? capital(text) : text,
      param: index % 2 === 0 ? null : (piece.split(':')[0] ?? null),
    });
  }
  return parts;
}

export function sentenceText(sentence: Sentence, language: SentenceLanguage): string {
  return sentenceParts(sentence, language)
    .map(({ text }) => text)
    .join('');
}

function paramText(slot: string, params: Sentence['params'], language: SentenceLanguage): string {
  const { sections, fields, types, comma } = catalogues[language];
  const [name = '', kind = ''] = slot.split(':');
  const value = params[name];
  const words = Array.isArray(value)
    ? (value as readonly string[])
    : [value as Exclude<SentenceParam, readonly string[]>];
  const [vocabulary, counter] = kind.split('#');
  return words
    .map(word => {
      const key = String(word);
      if (vocabulary === 'section')
        return lookUp(sections, key)?.[counter && params[counter] !== 1 ? 1 : 0] ?? key;
      if (vocabulary === 'field') return lookUp(fields, key) ?? lookUp(sections, key)?.[1] ?? key;
      if (vocabulary === 'type') return lookUp(types, key) ?? key;
      return valueText(word, language);
    })
    .join(comma);
}

function lookUp<T>(words: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined;
}

function valueText(value: SentenceParam | undefined, language: SentenceLanguage): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'number') return Math.round(value).toLocaleString(language);
  if (typeof value === 'boolean') return catalogues[language][value ? 'yes' : 'no'];
  return String(value);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
