import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { Plus, X } from 'lucide-react';
import { useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { pathOf } from '../devices/path.ts';
import { groupsQuery } from '../devices/queries.ts';
import { Glyph } from '../parts/status.tsx';

const KNOWN = 1_000;

interface Props {
  /** Department paths; null: not restricted. */
  readonly value: readonly string[] | null;
  readonly onChange: (value: readonly string[] | null) => void;
  readonly disabled?: boolean;
  /** What the box that restricts says, where it is no account that is restricted. */
  readonly restrictText?: string;
  /** Instead of the administration scope. */
  readonly legend?: string;
}

/** Jurisdiction ranges: departments with everything below them, added and removed one by one. */
export function ScopeField({ value, onChange, disabled = false, restrictText, legend }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const mayRead = useMay()('devices.read');
  const known = useQuery({ ...groupsQuery('department', undefined, {}, KNOWN), enabled: mayRead });
  const [text, setText] = useState('');
  const path = pathOf(text);
  const wrong = text.trim() !== '' && path === undefined;
  const add = () => {
    if (path === undefined) return;
    if (!value?.includes(path)) onChange([...(value ?? []), path]);
    setText('');
  };
  const onEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    // The form around it is sent by its own button.
    event.preventDefault();
    add();
  };
  return (
    <fieldset className="choices top-gap" disabled={disabled}>
      <legend>{legend ?? t('accounts.scopeLabel')}</legend>
      <label>
        <input
          type="checkbox"
          checked={value !== null}
          onChange={() => onChange(value === null ? [] : null)}
        />
        {restrictText ?? t('accounts.restrict')}
      </label>
      {value && (
        <div className="indented">
          <ul className="lines" aria-label={t('accounts.ranges')}>
            {value.map(each => (
              <li key={each}>
                <span className="wrap">{each}</span>
                <button
                  type="button"
                  className="icon-button line-end"
                  aria-label={t('accounts.removeRange', { path: each })}
                  onClick={() => onChange(value.filter(other => other !== each))}
                >
                  <X size={14} aria-hidden="true" />
                </button>
              </li>
            ))}
          </ul>
          <label htmlFor={id}>{t('accounts.department')}</label>
          <div className="add-row">
            <Input
              id={id}
              list={`${id}-known`}
              value={text}
              maxLength={1_000}
              autoComplete="off"
              status={wrong ? 'error' : ''}
              aria-invalid={wrong}
              aria-describedby={wrong ? `${id}-error` : `${id}-help`}
              onKeyDown={onEnter}
              onChange={event => setText(event.target.value)}
            />
            <Button icon={<Plus size={14} aria-hidden="true" />} disabled={path === undefined} onClick={add}>
              {t('accounts.addRange')}
            </Button>
          </div>
          <datalist id={`${id}-known`}>
            {known.data?.items.map(({ value: department }) =>
              typeof department === 'string' ? <option key={department} value={department} /> : null,
            )}
          </datalist>
          {wrong ? (
            <p className="field-error" id={`${id}-error`} role="alert">
              <Glyph shape="failed" tone="critical" /> {t('acts.place.wrong')}
            </p>
          ) : (
            <p className="small text2" id={`${id}-help`}>
              {t('accounts.departmentHelp')}
            </p>
          )}
        </div>
      )}
    </fieldset>
  );
}
