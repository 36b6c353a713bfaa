import type { KeyboardEvent } from 'react';
import type { Selection } from './selection.ts';

interface Grid {
  /** Row that keys act on; negative: none yet. */
  readonly active: number;
  /** The page: its first row, and the one after its last. */
  readonly start: number;
  readonly end: number;
  readonly selection: Selection;
  readonly setActive: (index: number) => void;
  readonly idAt: (index: number) => string | undefined;
}

/**
 * The keys of a grid while it has the focus: arrows, Home and End move, with Shift they select what they pass, Space
 * selects the row, Ctrl A every row that matches.
 */
export function keysOfGrid({ active, start, end, selection, setActive, idAt }: Grid) {
  const within = (index: number) => Math.min(end - 1, Math.max(start, index));
  return (event: KeyboardEvent<HTMLElement>): void => {
    const { key, shiftKey, target, currentTarget } = event;
    if (end === start || (target instanceof HTMLInputElement && target.type !== 'checkbox')) return;
    if (key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) selection.selectAll();
    else if (event.ctrlKey || event.metaKey || event.altKey) return;
    else if (key === ' ' && target === currentTarget && active >= 0) {
      const id = idAt(active);
      if (id) selection.toggle(id, active, shiftKey);
    } else {
      const to = {
        ArrowDown: within(active < 0 ? start : active + 1),
        ArrowUp: within(active - 1),
        Home: start,
        End: end - 1,
      }[key];
      if (to === undefined) return;
      const from = idAt(active);
      // What the first step leaves belongs to the range as well.
      if (shiftKey && from) selection.press(from, active, 'one');
      const id = idAt(to);
      if (shiftKey && id) selection.press(id, to, 'toHere');
      setActive(to);
    }
    event.preventDefault();
  };
}
