import { Button, Input } from 'antd';
import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';
import type { PrivateHours } from './draft.ts';
import { weekdayWord } from './weekdays.ts';

interface Props {
  readonly hours: readonly PrivateHours[];
  readonly disabled: boolean;
  readonly onChange: (hours: PrivateHours[]) => void;
}

const most = 20;
const week = [1, 2, 3, 4, 5, 6, 7] as const;

/** Times of the week, by the clock of the computer, at which nothing is recorded. */
export function HoursFields({ hours, disabled, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className="setting-group">
      <legend>{t('operationLogs.hours.title')}</legend>
      <p className="small text2">{t('operationLogs.hours.help')}</p>
      {hours.map((span, index) => (
        <Span
          key={index}
          number={index + 1}
          span={span}
          disabled={disabled}
          onChange={next => onChange(hours.map((one, at) => (at === index ? next : one)))}
          remove={() => onChange(hours.filter((_, at) => at !== index))}
        />
      ))}
      {!disabled && hours.length < most && (
        <Button
          size="small"
          icon={<Plus size={13} aria-hidden="true" />}
          onClick={() => onChange([...hours, { days: [1, 2, 3, 4, 5], from: '12:00', until: '13:00' }])}
        >
          {t('operationLogs.hours.add')}
        </Button>
      )}
    </fieldset>
  );
}

interface SpanProps {
  readonly number: number;
  readonly span: PrivateHours;
  readonly disabled: boolean;
  readonly onChange: (span: PrivateHours) => void;
  readonly remove: () => void;
}

function Span({ number, span, disabled, onChange, remove }: SpanProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const ids = { from: useId(), until: useId() };
  return (
    <div className="setting-row" role="group" aria-label={t('operationLogs.hours.span', { number })}>
      <span className="setting-days">
        {week.map(day => (
          <label key={day} className="check">
            <input
              type="checkbox"
              checked={span.days.includes(day)}
              onChange={event =>
                onChange({
                  ...span,
                  days: week.filter(one => (one === day ? event.target.checked : span.days.includes(one))),
                })
              }
            />{' '}
            {weekdayWord(day, format.locale)}
          </label>
        ))}
      </span>
      {(['from', 'until'] as const).map(end => (
        <div key={end} className="agent-field">
          <label htmlFor={ids[end]}>{t(`operationLogs.hours.${end}`)}</label>
          <Input
            id={ids[end]}
            type="time"
            value={span[end]}
            onChange={event => onChange({ ...span, [end]: event.target.value })}
          />
        </div>
      ))}
      {!disabled && (
        <button
          type="button"
          className="icon-button"
          aria-label={t('operationLogs.hours.remove', { number })}
          onClick={remove}
        >
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
