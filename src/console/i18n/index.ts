import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { remember, remembered } from '../theme/appearance.tsx';
import type en from './en/index.ts';
import type enLater from './en/later.ts';

export type Language = 'en' | 'ja';
export const languages: readonly Language[] = ['en', 'ja'];

type Catalogue = { readonly default: object };

/** Each language is chunks of its own, of which only those in use are loaded: what every page needs, and the rest. */
const catalogues: Readonly<Record<Language, readonly (() => Promise<Catalogue>)[]>> = {
  en: [() => import('./en/index.ts'), () => import('./en/later.ts')],
  ja: [() => import('./ja/index.ts'), () => import('./ja/later.ts')],
};
/** How many of them are loaded. */
let parts = 1;

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en & typeof enLater };
    returnNull: false;
  }
}

export function firstLanguage(): Language {
  return remembered('language', languages, navigator.language.startsWith('ja') ? 'ja' : 'en');
}

async function load(language: Language): Promise<void> {
  const loaded = await Promise.all(catalogues[language].slice(0, parts).map(part => part()));
  for (const { default: catalogue } of loaded)
    i18next.addResourceBundle(language, 'translation', catalogue, true, true);
}

/** A page together with the texts that only some pages have. */
export async function withLaterTexts<Page>(page: Promise<Page>): Promise<Page> {
  parts = 2;
  // The first page is fetched before it is known which language: that brings its texts, then.
  const language = i18next.language as Language | undefined;
  const [loaded] = await Promise.all([page, language && load(language)]);
  return loaded;
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
