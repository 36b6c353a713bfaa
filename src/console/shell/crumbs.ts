import { useEffect } from 'react';

export interface Crumb {
  readonly text: string;
  readonly to?:
    | '/'
    | '/devices'
    | '/software'
    | '/operations'
    | '/events'
    | '/health'
    | '/operations/cases'
    | '/settings/accounts';
  readonly mono?: boolean;
}

let crumbs: readonly Crumb[] = [];
const listeners = new Set<() => void>();

export const currentCrumbs = () => crumbs;

export function onCrumbs(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Names the page in the top bar and in the window's title; the past stands before the title. */
export function usePageTitle(path: readonly Crumb[], past?: string): void {
  const key = JSON.stringify(path);
  useEffect(() => {
    const parsed = JSON.parse(key) as Crumb[];
    crumbs = parsed;
    document.title = `${past ? `[${past}] ` : ''}${parsed
      .map(each => each.text)
      .reverse()
      .join(' · ')} · Muster`;
    for (const listener of listeners) listener();
  }, [key, past]);
}
