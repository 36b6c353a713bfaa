import { useEffect, useRef } from 'react';

export type KeyMap = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const stack: { current: KeyMap }[] = [];
let enabled = true;
let pending = '';
let pendingTimer: ReturnType<typeof setTimeout> | undefined;

/** Single keys can be switched off per user (WCAG 2.1.4); the ones with Ctrl or ⌘ and Escape stay. */
export function setKeysEnabled(value: boolean): void {
  enabled = value;
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && target.type !== 'checkbox'))
  );
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `mod+${key}`;
  return event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const name = nameOf(event);
  const always = name.startsWith('mod+') || name === 'Escape';
  if (!always && (!enabled || isTyping(event.target))) return;
  // A dialog owns the keys while it is open; only its own map is asked.
  const names = pending ? [`${pending} ${name}`] : [name];
  clearTimeout(pendingTimer);
  pending = '';
  for (let index = stack.length - 1; index >= 0; index--) {
    const map = stack[index]!.current;
    const handler = map[names[0]!];
    if (handler) {
      event.preventDefault();
      handler(event);
      return;
    }
    if (map['*']) return;
  }
  if (name === 'g' && stack.some(each => Object.keys(each.current).some(key => key.startsWith('g ')))) {
    pending = 'g';
    pendingTimer = setTimeout(() => (pending = ''), 1_500);
  }
}

/**
 * Keys of the part that is mounted; the innermost answers first. `mod+k`, `shift+x`, `g d`, `Escape`.
 * A map with `*` keeps everything outside of it silent.
 */
export function useKeys(map: KeyMap): void {
  const ref = useRef(map);
  useEffect(() => {
    ref.current = map;
  });
  useEffect(() => {
    if (stack.length === 0) document.addEventListener('keydown', onKeyDown);
    stack.push(ref);
    return () => {
      stack.splice(stack.indexOf(ref), 1);
      if (stack.length === 0) document.removeEventListener('keydown', onKeyDown);
    };
  }, []);
}
