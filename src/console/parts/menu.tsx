import type { LucideIcon } from 'lucide-react';
import { useCallback, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useKeys } from '../shell/keys.ts';
import { Panel, type Anchor } from './popup.tsx';

export interface MenuItem {
  readonly key: string;
  readonly word: string;
  readonly icon: LucideIcon;
  readonly danger?: boolean;
  readonly act: () => void;
}

/** Items that belong together; lines part the groups. What cannot be done now is not among them. */
export type MenuGroups = readonly (readonly MenuItem[])[];

interface Props {
  readonly label: string;
  readonly anchor: Anchor;
  readonly groups: MenuGroups;
  readonly close: () => void;
}

/** A menu at the pointer or the element it belongs to: arrows move, Enter does, Escape and a press outside close. */
export function Menu({ label, anchor, groups, close }: Props) {
  useKeys({ Escape: close, '*': () => undefined });
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const to = {
      ArrowDown: (at + 1) % items.length,
      ArrowUp: (at - 1 + items.length) % items.length,
      Home: 0,
      End: items.length - 1,
    }[event.key];
    if (event.key === 'Tab') close();
    else if (to !== undefined) items[to]?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <Panel label={label} anchor={() => anchor} align="start" role="menu" close={close}>
      <div className="menu-panel narrow" role="none" onKeyDown={onKeyDown}>
        {groups
          .filter(group => group.length > 0)
          .map(group => (
            <div key={group[0]!.key} role="group" className="menu-group">
              {group.map(({ key, word, icon: Icon, danger, act }) => (
                <button
                  key={key}
                  type="button"
                  role="menuitem"
                  tabIndex={-1}
                  className="menu-item"
                  data-danger={danger || undefined}
                  onClick={() => {
                    close();
                    act();
                  }}
                >
                  <Icon size={16} aria-hidden="true" /> {word}
                </button>
              ))}
            </div>
          ))}
      </div>
    </Panel>
  );
}

export interface OpenMenu<About> {
  readonly anchor: Anchor;
  readonly about: About;
}

/**
 * A menu that the right button and the menu key (or Shift F10) open. With Shift the browser's own menu comes, which
 * nobody else can replace.
 */
export function useMenu<About>() {
  const [menu, setMenu] = useState<OpenMenu<About>>();
  const close = useCallback(() => setMenu(undefined), []);
  const open = useCallback((anchor: Anchor, about: About) => setMenu({ anchor, about }), []);
  const onContextMenu = useCallback(
    (event: MouseEvent<HTMLElement>, about: About) => {
      if (event.shiftKey && event.button === 2) return;
      event.preventDefault();
      const back =
        document.activeElement instanceof HTMLElement ? document.activeElement : event.currentTarget;
      // The menu key tells no point of the pointer worth a menu: it belongs to what has the focus.
      open(event.button === 2 ? pointAt(event.clientX, event.clientY, back) : back, about);
    },
    [open],
  );
  return { menu, open, close, onContextMenu };
}

function pointAt(x: number, y: number, back: HTMLElement): Anchor {
  return {
    getBoundingClientRect: () => new DOMRect(x, y, 0, 0),
    contains: () => false,
    focus: options => back.focus(options),
  };
}
