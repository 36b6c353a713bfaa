import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Glyph } from '../parts/status.tsx';
import { fits, type Item, type ItemValue } from './setting-items.ts';

interface Props {
  readonly item: Item;
  readonly value: ItemValue;
  /** In the default configuration, shown where this one differs. */
  readonly standard: ItemValue | undefined;
  readonly onChange: (value: ItemValue) => void;
}

/** One item of a configuration: what it is, what it does, and what the default configuration says. */
export function SettingField({ item, value, standard, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const { key, entry } = item;
  const wrong = !fits(item, value);
  const differs = standard !== undefined && JSON.stringify(standard) !== JSON.stringify(value);
  const word = useValueWord(item);
  const notes = (
    <>
      <p className="small text2" id={`${id}-help`}>
        {t(`agents.fields.${key}.help`)}
        {differs && ` ${t('agents.standardIs', { value: word(standard) })}`}
      </p>
      {wrong && entry.kind !== 'switch' && (
        <p className="field-error" id={`${id}-error`} role="alert">
          <Glyph shape="failed" tone="critical" />
          {entry.kind === 'number'
            ? t('agents.between', { least: entry.least, most: entry.most })
            : t('agents.needed')}
        </p>
      )}
    </>
  );
  const described = { id, 'aria-describedby': wrong ? `${id}-error` : `${id}-help`, 'aria-invalid': wrong };
  if (entry.kind === 'switch')
    return (
      <div className="agent-field">
        <label className="check">
          <input
            {...described}
            type="checkbox"
            checked={value === true}
            onChange={() => onChange(value !== true)}
          />{' '}
          {t(`agents.fields.${key}.label`)}
        </label>
        {notes}
      </div>
    );
  return (
    <div className="agent-field">
      <label htmlFor={id}>{t(`agents.fields.${key}.label`)}</label>
      {entry.kind === 'choice' ? (
        <select {...described} value={String(value)} onChange={event => onChange(event.target.value)}>
          {entry.choices.map(choice => (
            <option key={choice} value={choice}>
              {word(choice)}
            </option>
          ))}
        </select>
      ) : entry.kind === 'lines' ? (
        <Input.TextArea
          {...described}
          rows={2}
          value={(value as readonly string[]).join('\n')}
          onChange={event => onChange(event.target.value === '' ? [] : event.target.value.split('\n'))}
        />
      ) : (
        <Input
          {...described}
          type={entry.kind === 'number' ? 'number' : 'text'}
          className={entry.kind === 'number' ? 'agent-number' : ''}
          {...(entry.kind === 'number' ? { min: entry.least, max: entry.most } : { maxLength: 64 })}
          {...(entry.kind === 'number' && entry.unit ? { suffix: t('agents.unit') } : {})}
          status={wrong ? 'error' : ''}
          value={typeof value === 'number' && Number.isNaN(value) ? '' : String(value)}
          onChange={event =>
            onChange(entry.kind === 'number' ? numberIn(event.target.value) : event.target.value)
          }
        />
      )}
      {notes}
    </div>
  );
}

const numberIn = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** A value of the item in the person's language. */
function useValueWord({ entry }: Item): (value: ItemValue) => string {
  const { t } = useTranslation();
  return value => {
    if (typeof value === 'boolean') return t(value ? 'agents.on' : 'agents.off');
    if (entry.kind === 'choice') return t(`agents.choices.${String(value)}` as 'agents.choices.approve');
    if (entry.kind === 'lines') return (value as readonly string[]).join(', ') || t('agents.any');
    return entry.kind === 'number' && entry.unit ? t('agents.minutes', { number: value }) : String(value);
  };
}
