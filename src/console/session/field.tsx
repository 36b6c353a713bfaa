import { Input } from 'antd';
import { Eye, EyeOff } from 'lucide-react';
import { useId, useState, type Ref } from 'react';
import type { InputRef } from 'antd';
import { useTranslation } from 'react-i18next';
import { Glyph } from '../parts/status.tsx';

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error?: string | undefined;
  readonly secret?: boolean;
  readonly autoComplete: string;
  readonly inputRef?: Ref<InputRef>;
  readonly autoFocus?: boolean;
  readonly describedBy?: string;
}

/** A labelled field with its error below it; a secret can be looked at. */
export function Field({
  label,
  value,
  onChange,
  error,
  secret = false,
  autoComplete,
  inputRef,
  autoFocus = false,
  describedBy,
}: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [shown, setShown] = useState(false);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        size="large"
        type={secret && !shown ? 'password' : 'text'}
        value={value}
        onChange={event => onChange(event.target.value)}
        status={error ? 'error' : ''}
        aria-invalid={!!error}
        aria-describedby={[error ? `${id}-error` : '', describedBy ?? ''].join(' ').trim() || undefined}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={autoFocus}
        className={secret ? '' : 'mono'}
        ref={inputRef}
        suffix={
          secret ? (
            <button
              type="button"
              className="icon-button"
              aria-label={t(shown ? 'session.hide' : 'session.show')}
              aria-pressed={shown}
              onClick={() => setShown(!shown)}
            >
              {shown ? <Eye size={16} aria-hidden="true" /> : <EyeOff size={16} aria-hidden="true" />}
            </button>
          ) : undefined
        }
      />
      {error && (
        <p className="field-error" id={`${id}-error`} role="alert">
          <Glyph shape="failed" tone="critical" /> {error}
        </p>
      )}
    </div>
  );
}
