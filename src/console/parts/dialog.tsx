import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../shell/keys.ts';
import { useLeftAlone } from './use-left-alone.ts';

interface Props {
  readonly title: string;
  readonly note?: string;
  readonly width?: number;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
  /** Stays however long it is left: it holds nothing typed, or nothing else can be done. */
  readonly lasting?: boolean;
}

/** The platform's own modal dialog: it keeps the focus inside, makes the rest inert and gives the focus back. */
export function Dialog({ title, note, width = 480, close, children, foot, lasting }: Props) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  const left = useLeftAlone(ref, close, lasting === true);
  useKeys({ Escape: close, '*': () => undefined });
  useEffect(() => {
    const before = document.activeElement;
    ref.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={id}
      style={{ width }}
      onCancel={event => {
        event.preventDefault();
        close();
      }}
      onClick={event => {
        if (event.target === ref.current) close();
      }}
    >
      <div className="dialog-body">
        <header role="presentation">
          <h2 id={id}>{title}</h2>
          {note && <span className="text2">{note}</span>}
          <button type="button" className="icon-button" aria-label={t('common.close')} onClick={close}>
            <X size={16} aria-hidden="true" />
          </button>
        </header>
        {left.minutes !== undefined && (
          <div className="notice slim" data-tone="warning" role="alert">
            <span>{t('lists.dialog.leaving', { count: left.minutes })}</span>
            <button type="button" className="link-button" onClick={left.stay}>
              {t('lists.dialog.stay')}
            </button>
          </div>
        )}
        {children}
        {foot && <footer>{foot}</footer>}
      </div>
    </dialog>
  );
}
