import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import i18next from 'i18next';
import { request } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { meQuery, useMe } from '../api/session.ts';
import type { Me } from '../api/types.ts';
import { changeLanguage, languages } from '../i18n/index.ts';
import { useAppearance } from '../theme/appearance.tsx';
import type { PlacedPanel } from '../home/layout.ts';
import { setKeysEnabled } from './keys.ts';

export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly f?: string;
  readonly sort?: string;
  readonly cols?: string;
  /** Of operation logs, whose records are narrowed by the place of their computer. */
  readonly department?: string;
  readonly location?: string;
}

/** What a person chose, kept on the server so that it follows them to another computer. */
export interface Preferences {
  readonly theme?: 'system' | 'light' | 'dark';
  readonly density?: 'compact' | 'comfortable';
  readonly language?: 'en' | 'ja';
  readonly keys?: boolean;
  readonly columns?: Readonly<Record<string, readonly string[]>>;
  /** Columns not shown of the smaller lists, by list. */
  readonly hidden?: Readonly<Record<string, readonly string[]>>;
  readonly widths?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly views?: Readonly<Record<string, readonly SavedView[]>>;
  readonly defaultView?: Readonly<Record<string, string>>;
  /** Rows a page of any list holds. */
  readonly rows?: number;
  /** The buttons that step through the views visited are not shown. */
  readonly visitedHidden?: boolean;
  /** Seconds after which a panel reads itself anew, by its id; 0 or absent: only when something tells it to. */
  readonly refresh?: Readonly<Record<string, number>>;
  /** Of Getting started: shown since the installation was empty, put away, and the steps passed over. */
  readonly start?: {
    readonly begun?: boolean;
    readonly dismissed?: boolean;
    readonly passed?: readonly string[];
  };
  /** Panels of Home as arranged; without `panels` the default. */
  readonly home?: { readonly panels?: readonly PlacedPanel[] };
}

const preferencesOf = (me: Me | undefined): Preferences => (me?.preferences ?? {}) as Preferences;

export function usePreference<K extends keyof Preferences>(key: K): Preferences[K] {
  return preferencesOf(useMe())[key];
}

/** Shows the choice at once, and tells the server; a failed write is said by the caller's toast or not at all. */
export function useSavePreferences(): (change: Preferences) => Promise<void> {
  const { mutateAsync } = useMutation({
    mutationFn: (change: Preferences) => request<Me>('PATCH', '/me', { body: { preferences: change } }),
  });
  return useCallback(
    async change => {
      queryClient.setQueryData(
        meQuery.queryKey,
        me => me && { ...me, preferences: { ...me.preferences, ...change } },
      );
      await mutateAsync(change).catch(() => queryClient.invalidateQueries({ queryKey: meQuery.queryKey }));
    },
    [mutateAsync],
  );
}

/** Applies what the server remembers once, when the person is known. */
export function usePreferences(): void {
  const me = useMe();
  const appearance = useAppearance();
  const applied = useRef<string>(undefined);
  useEffect(() => {
    if (!me || applied.current === me.userId) return;
    applied.current = me.userId;
    const chosen = preferencesOf(me);
    if (chosen.theme) appearance.setChoice(chosen.theme);
    if (chosen.density) appearance.setDensity(chosen.density);
    const language = languages.find(each => each === chosen.language);
    if (language && language !== i18next.language) void changeLanguage(language);
    setKeysEnabled(chosen.keys !== false);
  }, [me, appearance]);
}
