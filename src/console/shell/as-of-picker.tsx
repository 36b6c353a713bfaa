import { Button, Input, Segmented } from 'antd';
import { History } from 'lucide-react';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';
import { rfc3339, useAsOf, useSetAsOf } from './as-of.ts';
import { DAY, localDate, Strip } from './as-of-strip.tsx';

const localTime = (time: Date) => rfc3339(time).slice(11, 16);

function quickDates(now: Date): readonly {
  readonly key: 'thisMorning' | 'yesterdayEvening' | 'weekAgo' | 'endOfMonth' | 'ninetyDays';
  readonly time: Date;
}[] {
  const at = (days: number, hours: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hours);
  return [
    { key: 'thisMorning' as const, time: at(0, 8) },
    { key: 'yesterdayEvening' as const, time: at(-1, 18) },
    { key: 'weekAgo' as const, time: new Date(now.getTime() - 7 * DAY) },
    { key: 'endOfMonth' as const, time: new Date(now.getFullYear(), now.getMonth(), 1, 0, 0, -1) },
    { key: 'ninetyDays' as const, time: new Date(now.getTime() - 90 * DAY) },
  ].filter(each => each.time < now);
}

export function AsOfPicker({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { time, known: knownNow } = useAsOf();
  const setAsOf = useSetAsOf();
  const [now] = useState(() => new Date());
  const first = time ? new Date(time) : new Date(now.getTime() - DAY);
  const [date, setDate] = useState(localDate(first));
  const [clock, setClock] = useState(localTime(first));
  const [known, setKnown] = useState<'then' | 'now'>(knownNow);
  const ids = { date: useId(), time: useId() };
  const chosen = new Date(`${date}T${clock}`);
  const problem = Number.isNaN(chosen.getTime())
    ? t('shell.asOf.invalid')
    : chosen > now
      ? t('shell.asOf.future')
      : undefined;
  const go = (moment: Date | undefined) => {
    setAsOf(moment, known);
    close();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!problem) go(chosen);
  };
  return (
    <form className="as-of-picker" onSubmit={submit}>
      <h2>
        <History size={16} aria-hidden="true" /> {t('shell.asOf.title')}
      </h2>
      <div className="quick-dates">
        <Button size="small" type={time ? 'default' : 'primary'} onClick={() => go(undefined)}>
          {t('common.now')}
        </Button>
        {quickDates(now).map(each => (
          <Button key={each.key} size="small" onClick={() => go(each.time)}>
            {t(`shell.asOf.${each.key}`)}
          </Button>
        ))}
      </div>
      <Strip now={now} chosen={problem ? undefined : chosen} choose={day => setDate(localDate(day))} />
      <div className="as-of-fields">
        <div>
          <label htmlFor={ids.date}>{t('shell.asOf.date')}</label>
          <Input
            id={ids.date}
            type="date"
            max={localDate(now)}
            value={date}
            onChange={event => setDate(event.target.value)}
            aria-invalid={!!problem}
          />
        </div>
        <div>
          <label htmlFor={ids.time}>{t('shell.asOf.time')}</label>
          <Input
            id={ids.time}
            type="time"
            value={clock}
            onChange={event => setClock(event.target.value)}
            aria-invalid={!!problem}
          />
        </div>
        <span className="text2">{format.zone}</span>
      </div>
      {problem && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <div>
        <span className="field-label">{t('shell.asOf.late')}</span>
        <Segmented
          block
          aria-label={t('shell.asOf.late')}
          value={known}
          options={[
            { value: 'then', label: t('shell.asOf.then') },
            { value: 'now', label: t('shell.asOf.now') },
          ]}
          onChange={setKnown}
        />
      </div>
      <div className="row-actions">
        <Button htmlType="submit" className="past-button" disabled={!!problem}>
          {t('shell.asOf.look', { when: problem ? '–' : format.dateTime(chosen) })}
        </Button>
        <Button type="text" onClick={close}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  );
}
