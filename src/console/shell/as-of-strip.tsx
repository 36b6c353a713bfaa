import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { KeyboardEvent, MouseEvent } from 'react';
import { get } from '../api/client.ts';
import { useFormat } from '../parts/format.ts';
import { rfc3339 } from './as-of.ts';

export const DAY = 86_400_000;
const DAYS = 90;

export interface StripDay {
  readonly day: string;
  readonly events: number;
}

export const localDate = (time: Date) => rfc3339(time).slice(0, 10);

interface Props {
  readonly now: Date;
  readonly chosen: Date | undefined;
  readonly choose: (day: Date) => void;
}

/**
 * Events per day of the last 90 days: where something happened is where one wants to look. One slider, not ninety
 * buttons too narrow to hit: the arrows go by days, Page Up and Page Down to the next day that has events.
 */
export function Strip({ now, chosen, choose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const from = new Date(now.getTime() - (DAYS - 1) * DAY);
  const { data } = useQuery({
    queryKey: ['strip', localDate(from), localDate(now)],
    queryFn: ({ signal }) =>
      get<{ days: readonly StripDay[] }>(
        '/history/strip',
        { from: localDate(from), to: localDate(now), zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
        signal,
      ),
    staleTime: 60_000,
  });
  const counts = new Map(data?.days.filter(each => each.events > 0).map(each => [each.day, each.events]));
  const most = Math.max(1, ...counts.values());
  const days = Array.from({ length: DAYS }, (_, index) => {
    const time = new Date(from.getTime() + index * DAY);
    const events = counts.get(localDate(time)) ?? 0;
    return { time, events, label: t('shell.asOf.stripDay', { count: events, day: format.date(time) }) };
  });
  const at = chosen ? days.findIndex(({ time }) => localDate(time) === localDate(chosen)) : -1;

  const go = (index: number) => {
    const day = days[Math.min(Math.max(index, 0), DAYS - 1)];
    if (day) choose(day.time);
  };
  const pressed = (event: KeyboardEvent) => {
    const eventful = (index: number) => (days[index]?.events ?? 0) > 0;
    const later = days.findIndex((_, index) => index > at && eventful(index));
    const earlier = days.findLastIndex((_, index) => (at < 0 || index < at) && eventful(index));
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowDown: at - 1,
      ArrowRight: at + 1,
      ArrowUp: at + 1,
      PageDown: earlier < 0 ? at : earlier,
      PageUp: later < 0 ? at : later,
      Home: 0,
      End: DAYS - 1,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    go(target);
  };
  const hit = (event: MouseEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    go(Math.floor(((event.clientX - left) / width) * DAYS));
  };

  return (
    <div>
      <div
        className="strip"
        role="slider"
        tabIndex={0}
        aria-label={t('shell.asOf.strip')}
        aria-valuemin={0}
        aria-valuemax={DAYS - 1}
        aria-valuenow={Math.max(at, 0)}
        aria-valuetext={days[at]?.label ?? (chosen ? format.date(chosen) : '–')}
        onKeyDown={pressed}
        onClick={hit}
      >
        {days.map(({ time, events, label }, index) => (
          <span
            key={localDate(time)}
            title={label}
            data-chosen={index === at || undefined}
            data-after={chosen ? time > chosen || undefined : undefined}
          >
            <i
              style={{
                height: events === 0 ? 2 : 4 + Math.round((Math.log1p(events) / Math.log1p(most)) * 36),
              }}
            />
          </span>
        ))}
      </div>
      <div className="strip-foot">
        <span>{format.dayShort(from.toISOString())}</span>
        {data && counts.size === 0 && <span>{t('shell.asOf.stripNone')}</span>}
        <span>{t('common.now')}</span>
      </div>
    </div>
  );
}
