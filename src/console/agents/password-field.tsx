import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Glyph } from '../parts/status.tsx';
import type { PasswordKind } from './types.ts';

/** What is to become of a password: it stays, is set anew, or is asked no more. */
export interface PasswordEntry {
  readonly mode: 'keep' | 'set' | 'clear';
  readonly text: string;
}

export const longestPassword = 128;
const shortest = 8;
export const passwordFits = ({ mode, text }: PasswordEntry): boolean =>
  mode !== 'set' || (text.length >= shortest && text.length <= longestPassword);

interface Props {
  readonly kind: PasswordKind;
  /** One is set now. */
  readonly set: boolean;
  readonly entry: PasswordEntry;
  readonly onChange: (entry: PasswordEntry) => void;
}

/** A password of a configuration. What is set is not shown: nobody can read it back. */
export function PasswordField({ kind, set, entry, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const wrong = entry.text !== '' && !passwordFits(entry);
  const label = t(`agents.passwords.${kind}.label`);
  return (
    <div className="agent-field">
      <label htmlFor={`${id}-mode`}>{label}</label>
      <select
        id={`${id}-mode`}
        value={entry.mode}
        aria-describedby={`${id}-help`}
        onChange={event => onChange({ mode: event.target.value as PasswordEntry['mode'], text: '' })}
      >
        <option value="keep">{t(set ? 'agents.passwords.keepSet' : 'agents.passwords.keepNone')}</option>
        <option value="set">{t(set ? 'agents.passwords.replace' : 'agents.passwords.set')}</option>
        {set && <option value="clear">{t('agents.passwords.clear')}</option>}
      </select>
      {entry.mode === 'set' && (
        <Input.Password
          className="top-gap-small"
          aria-label={t('agents.passwords.entry', { label })}
          aria-invalid={wrong}
          aria-describedby={wrong ? `${id}-error` : `${id}-help`}
          autoComplete="new-password"
          maxLength={longestPassword}
          status={wrong ? 'error' : ''}
          value={entry.text}
          onChange={event => onChange({ mode: 'set', text: event.target.value })}
        />
      )}
      <p className="small text2" id={`${id}-help`}>
        {t(`agents.passwords.${kind}.help`)}
      </p>
      {wrong && (
        <p className="field-error" id={`${id}-error`} role="alert">
          <Glyph shape="failed" tone="critical" />
          {t('agents.passwords.wrong')}
        </p>
      )}
    </div>
  );
}
