import { useCallback, useEffect, useLayoutEffect, useRef, type ReactNode, type Ref } from 'react';
import { useKeys } from '../shell/keys.ts';

export interface TriggerProps {
  readonly ref: Ref<HTMLButtonElement>;
  readonly 'aria-haspopup': 'dialog';
  readonly 'aria-expanded': boolean;
  readonly onClick: () => void;
}

interface Props {
  readonly label: string;
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly trigger: (props: TriggerProps) => ReactNode;
  readonly align?: 'start' | 'end';
  readonly className?: string;
  readonly children: ReactNode;
}

/**
 * A small panel beside what opened it, in the browser's top layer so that no scroller clips it. Escape and a
 * press outside close it, and the focus goes back.
 */
export function Popup({ label, open, setOpen, trigger, align = 'start', className = '', children }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      {trigger({
        ref: button,
        'aria-haspopup': 'dialog',
        'aria-expanded': open,
        onClick: () => setOpen(!open),
      })}
      {open && (
        <Panel
          label={label}
          anchor={() => button.current}
          align={align}
          className={className}
          close={() => setOpen(false)}
        >
          {children}
        </Panel>
      )}
    </>
  );
}

/** What a panel stands beside: an element, or a point of the window with what takes the focus afterwards. */
export type Anchor = Pick<HTMLElement, 'getBoundingClientRect' | 'contains' | 'focus'>;

interface PanelProps {
  readonly label: string;
  readonly anchor: () => Anchor | null;
  readonly align: 'start' | 'end';
  readonly role?: 'dialog' | 'menu';
  readonly className?: string;
  readonly close: () => void;
  readonly children: ReactNode;
}

const GAP = 6;
const MARGIN = 8;

export function Panel({
  label,
  anchor,
  align,
  role = 'dialog',
  className = '',
  close,
  children,
}: PanelProps) {
  const panel = useRef<HTMLDivElement>(null);
  const anchorRef = useRef(anchor);
  const closeRef = useRef(close);
  useEffect(() => {
    closeRef.current = close;
  });
  useKeys({ Escape: () => closeRef.current() });

  const place = useCallback(() => {
    const box = anchorRef.current()?.getBoundingClientRect();
    const element = panel.current;
    if (!box || !element) return;
    const { offsetWidth: width, offsetHeight: height } = element;
    const wanted = align === 'end' ? box.right - width : box.left;
    const left = Math.max(MARGIN, Math.min(wanted, innerWidth - width - MARGIN));
    const below = box.bottom + GAP;
    const fits = below + height + MARGIN <= innerHeight || box.top - GAP - height < MARGIN;
    const top = fits
      ? Math.max(MARGIN, Math.min(below, innerHeight - height - MARGIN))
      : box.top - GAP - height;
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
  }, [align]);

  useLayoutEffect(() => {
    const element = panel.current!;
    const before = document.activeElement;
    const trigger = anchorRef.current();
    element.showPopover();
    place();
    const first = element.querySelector<HTMLElement>(
      '[data-autofocus], input:not([type=hidden]), button, a, [tabindex="0"]',
    );
    (first ?? element).focus({ preventScroll: true });
    const outside = (event: PointerEvent) => {
      if (!(event.target instanceof Node)) return;
      const inside = element.contains(event.target) || anchorRef.current()?.contains(event.target);
      // Ant Design's own drop-downs open beside the panel and belong to it.
      const own = event.target instanceof Element && event.target.closest('.ant-select-dropdown');
      if (!inside && !own) closeRef.current();
    };
    document.addEventListener('pointerdown', outside);
    addEventListener('resize', place);
    const observer = new ResizeObserver(place);
    observer.observe(element);
    return () => {
      document.removeEventListener('pointerdown', outside);
      removeEventListener('resize', place);
      observer.disconnect();
      if (
        !element.isConnected ||
        element.contains(document.activeElement) ||
        document.activeElement === document.body
      ) {
        const back =
          before instanceof HTMLElement && before.isConnected && before !== document.body ? before : trigger;
        back?.focus({ preventScroll: true });
      }
    };
  }, [place]);

  return (
    <div
      popover="manual"
      role={role}
      aria-label={label}
      tabIndex={-1}
      className={`popup ${className}`}
      ref={panel}
    >
      {children}
    </div>
  );
}
