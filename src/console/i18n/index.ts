import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { remember, remembered } from '../theme/appearance.tsx';
import type en from './en/index.ts';

export type Language = 'en' | 'ja';
export const languages: readonly Language[] = ['en', 'ja'];

type Catalogue = { readonly default: object };

/** Each language is a chunk of its own; only the one in use is loaded. */
const catalogues: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  en: () => import('./en/index.ts'),
  ja: () => import('./ja/index.ts'),
};

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
    returnNull: false;
  }
}

export function firstLanguage(): Language {
  return remembered('language', languages, navigator.language.startsWith('ja') ? 'ja' : 'en');
}

async function load(language: Language): Promise<void> {
  const { default: catalogue } = await catalogues[language]();
  i18next.addResourceBundle(language, 'translation', catalogue, true, true);
}

export async function startI18n(): Promise<void> {
  const language = firstLanguage();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    // React escapes what it renders; escaping here as well would show entities.
    interpolation: { escapeValue: false },
    showSupportNotice: false,
    react: { useSuspense: false },
  } as Parameters<typeof i18next.init>[0]);
  await load(language);
  document.documentElement.lang = language;
}

export async function changeLanguage(language: Language): Promise<void> {
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  remember('language', language);
}
