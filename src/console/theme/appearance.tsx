import { ConfigProvider } from 'antd';
import {
  createContext,
  useContext,
  useLayoutEffect,
  useMemo,
  useState,
  useSyncExternalStore,
  type ReactNode,
} from 'react';
import { antdTheme } from './antd-theme.ts';
import { applyCssVariables } from './css-variables.ts';
import type { Density, Mode } from './palette.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

export interface Appearance {
  readonly choice: ThemeChoice;
  readonly mode: Mode;
  readonly density: Density;
  readonly past: boolean;
  setChoice(choice: ThemeChoice): void;
  setDensity(density: Density): void;
  /** The as-of control reports here, so that everything outside the pages turns violet too. */
  setPast(past: boolean): void;
}

const AppearanceContext = createContext<Appearance | undefined>(undefined);

export function useAppearance(): Appearance {
  const value = useContext(AppearanceContext);
  if (!value) throw new Error('useAppearance outside of AppearanceProvider');
  return value;
}

const darkQuery = matchMedia('(prefers-color-scheme: dark)');

function useSystemMode(): Mode {
  return useSyncExternalStore(
    changed => {
      darkQuery.addEventListener('change', changed);
      return () => darkQuery.removeEventListener('change', changed);
    },
    () => (darkQuery.matches ? 'dark' : 'light'),
  );
}

/** The server keeps the choice per user; this copy is only for the first paint. */
export function remembered<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  try {
    const value = localStorage.getItem(`muster.${key}`);
    return allowed.find(each => each === value) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`muster.${key}`, value);
  } catch {
    // Storage may be switched off; the choice then lasts for this page.
  }
}

/** The nonce of this page, for the styles that Ant Design adds while running. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.nonce;

export function AppearanceProvider({ children }: { children: ReactNode }) {
  const [choice, setChoiceState] = useState<ThemeChoice>(() =>
    remembered('theme', ['system', 'light', 'dark'], 'system'),
  );
  const [density, setDensityState] = useState<Density>(() =>
    remembered('density', ['compact', 'comfortable'], 'compact'),
  );
  const [past, setPast] = useState(() => new URLSearchParams(location.search).has('asOf'));
  const system = useSystemMode();
  const mode = choice === 'system' ? system : choice;

  useLayoutEffect(() => applyCssVariables(mode, density, past), [mode, density, past]);

  const theme = useMemo(() => antdTheme(mode, density, past), [mode, density, past]);
  const value = useMemo<Appearance>(
    () => ({
      choice,
      mode,
      density,
      past,
      setChoice: next => (remember('theme', next), setChoiceState(next)),
      setDensity: next => (remember('density', next), setDensityState(next)),
      setPast,
    }),
    [choice, mode, density, past],
  );
  return (
    <AppearanceContext value={value}>
      <ConfigProvider
        theme={theme}
        wave={{ disabled: true }}
        {...(nonce ? { csp: { nonce } } : {})}
        button={{ autoInsertSpace: false }}
      >
        {children}
      </ConfigProvider>
    </AppearanceContext>
  );
}
