import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../shell/keys.ts';

interface Props {
  readonly title: string;
  readonly note?: string;
  readonly width?: number;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}

/** The platform's own modal dialog: it keeps the focus inside, makes the rest inert and gives the focus back. */
export function Dialog({ title, note, width = 480, close, children, foot }: Props) {
  const { t } = useTranslation();
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
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
        <header>
          <h2 id={id}>{title}</h2>
          {note && <span className="text2">{note}</span>}
          <button type="button" className="icon-button" aria-label={t('common.close')} onClick={close}>
            <X size={16} aria-hidden="true" />
          </button>
        </header>
        {children}
        {foot && <footer>{foot}</footer>}
      </div>
    </dialog>
  );
}
