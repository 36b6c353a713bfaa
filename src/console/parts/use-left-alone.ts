import i18next from 'i18next';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { toastUntilClosed } from './toast.tsx';

const MINUTE = 60_000;
/** A dialog left for longer is closed, and what was typed into it is discarded (WIN-010). */
const LEFT_FOR = 60 * MINUTE;
/** Said so long before: time enough to come back and keep it, as often as wished (WCAG 2.2.1). */
const WARN_BEFORE = 5 * MINUTE;
const LOOK = 15_000;

/**
 * Closes a dialog that nobody has typed in or pointed at for an hour. Answers the minutes left while it warns, and the
 * way to keep it open; anything typed or pressed in it is one, too.
 */
export function useLeftAlone(dialog: RefObject<HTMLElement | null>, close: () => void, lasting: boolean) {
  const [minutes, setMinutes] = useState<number>();
  const used = useRef(Date.now());
  const closing = useRef(close);
  useEffect(() => {
    closing.current = close;
  });
  const stay = useCallback(() => {
    used.current = Date.now();
    setMinutes(undefined);
  }, []);
  useEffect(() => {
    const element = dialog.current;
    if (lasting || !element) return;
    // A computer that slept has missed its timers: the clock says how long it was.
    const look = () => {
      const rest = used.current + LEFT_FOR - Date.now();
      if (rest <= 0) {
        closing.current();
        toastUntilClosed(i18next.t('lists.dialog.left'));
      } else setMinutes(rest <= WARN_BEFORE ? Math.ceil(rest / MINUTE) : undefined);
    };
    const timer = setInterval(look, LOOK);
    const kinds = ['keydown', 'pointerdown', 'input'] as const;
    for (const kind of kinds) element.addEventListener(kind, stay);
    return () => {
      clearInterval(timer);
      for (const kind of kinds) element.removeEventListener(kind, stay);
    };
  }, [dialog, lasting, stay]);
  return { minutes, stay };
}
