import { X } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from '../api/client.ts';
import { announce } from './announce.tsx';
import { problemText } from './problem-text.ts';

interface Toast {
  readonly text: string;
  readonly tone: 'info' | 'error';
  /** Until closed: nobody may have been there to read it. */
  readonly stays?: boolean;
  readonly action?: { readonly word: string; readonly run: () => void };
}

let current: Toast | undefined;
const listeners = new Set<() => void>();

function set(next: Toast | undefined): void {
  current = next;
  for (const listener of listeners) listener();
}

/** One at a time. Errors stay until closed; the rest goes after 10 seconds unless looked at. */
export function toast(text: string, action?: Toast['action']): void {
  announce(text);
  set({ text, tone: 'info', ...(action ? { action } : {}) });
}

/** What happened while nobody was there; it stays until closed. */
export function toastUntilClosed(text: string): void {
  announce(text);
  set({ text, tone: 'info', stays: true });
}

export function toastError(error: unknown): void {
  const text =
    error instanceof ProblemError ? `${problemText(error)} · ${error.problem.code}` : problemText(error);
  announce(text);
  set({ text, tone: 'error' });
}

export function Toasts() {
  const { t } = useTranslation();
  const shown = useSyncExternalStore(
    listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (!shown || shown.tone === 'error' || shown.stays || held) return;
    const timer = setTimeout(() => set(undefined), 10_000);
    return () => clearTimeout(timer);
  }, [shown, held]);
  if (!shown) return null;
  return (
    <section
      className="toast"
      aria-label={t('common.message')}
      data-tone={shown.tone}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{shown.text}</span>
      {shown.action && (
        <button type="button" className="link-button" onClick={() => (shown.action!.run(), set(undefined))}>
          {shown.action.word}
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={t('common.close')}
        onClick={() => set(undefined)}
      >
        <X size={14} aria-hidden="true" />
      </button>
      {shown.tone === 'info' && !shown.stays && !held && <i className="toast-clock" key={shown.text} />}
    </section>
  );
}
