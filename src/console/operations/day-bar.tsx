import { useQueryClient } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, ChevronsLeft, ChevronsRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';
import { toast, toastError } from '../parts/toast.tsx';
import { dayOf, daysIn, isMonth, monthOf, spanOf } from './days.ts';
import { edgeQuery, type Asked } from './queries.ts';

interface Props {
  /** The day or month that is looked at. */
  readonly day: string;
  readonly asked: Asked;
  /** Nothing after it is shown: the moment the console looks at. */
  readonly end: number | undefined;
  /** Records of each day of its month that has some; undefined: not known yet. */
  readonly counts: ReadonlyMap<string, number> | undefined;
  /** Of those, how many match the filter; undefined: there is none. */
  readonly matches: ReadonlyMap<string, number> | undefined;
  readonly choose: (day: string) => void;
}

/** The days of a month, marked where they have records and where those match; ways to the next ones with any. */
export function DayBar({ day, asked, end, counts, matches, choose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const strip = useRef<HTMLDivElement>(null);
  const month = monthOf(day);
  const monthWord = new Date(spanOf(month)!.from).toLocaleDateString(format.locale, {
    year: 'numeric',
    month: 'long',
  });
  useEffect(() => {
    strip.current
      ?.querySelector('[aria-pressed="true"]')
      ?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [day, counts]);

  /** To where the next matching record is, on the far side of `from`. */
  const go = async (from: string, back: boolean) => {
    const span = spanOf(from)!;
    const edge = back ? { before: Math.min(span.from, end ?? Infinity) } : { since: span.until };
    try {
      const found = await client.fetchQuery(edgeQuery(asked, edge));
      if (!found || Date.parse(found.at) >= (end ?? Infinity))
        return toast(t(back ? 'operations.noEarlier' : 'operations.noLater'));
      const there = dayOf(Date.parse(found.at));
      choose(isMonth(day) ? monthOf(there) : there);
    } catch (error) {
      toastError(error);
    }
  };
  const step = (key: 'previousMonth' | 'previousDay' | 'nextDay' | 'nextMonth') => {
    const Icon = {
      previousMonth: ChevronsLeft,
      previousDay: ChevronLeft,
      nextDay: ChevronRight,
      nextMonth: ChevronsRight,
    }[key];
    const from = key.endsWith('Month') ? month : day;
    return (
      <button
        type="button"
        className="icon-button"
        aria-label={t(`operations.days.${key}`)}
        title={t(`operations.days.${key}`)}
        disabled={key.endsWith('Day') && isMonth(day)}
        onClick={() => void go(from, key.startsWith('previous'))}
      >
        <Icon size={16} aria-hidden="true" />
      </button>
    );
  };
  return (
    <div className="day-bar" role="group" aria-label={t('operations.days.label')}>
      <span className="day-steps">
        {step('previousMonth')}
        {step('previousDay')}
        <button
          type="button"
          className="day-month"
          aria-pressed={isMonth(day)}
          title={t('operations.days.wholeMonth')}
          onClick={() => choose(month)}
        >
          {monthWord}
        </button>
        {step('nextDay')}
        {step('nextMonth')}
      </span>
      <div className="day-strip" ref={strip}>
        {daysIn(month).map(each => (
          <Day
            key={each}
            day={each}
            chosen={each === day}
            count={counts && (counts.get(each) ?? 0)}
            matching={matches?.get(each)}
            choose={() => choose(each)}
          />
        ))}
      </div>
    </div>
  );
}

interface DayProps {
  readonly day: string;
  readonly chosen: boolean;
  readonly count: number | undefined;
  readonly matching: number | undefined;
  readonly choose: () => void;
}

function Day({ day, chosen, count, matching, choose }: DayProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const moment = spanOf(day)!.from;
  const facts = [
    format.date(moment),
    count === 0
      ? t('operations.days.none')
      : count !== undefined && t('operations.days.records', { count, number: format.number(count) }),
    matching !== undefined &&
      t('operations.days.matching', { count: matching, number: format.number(matching) }),
  ];
  const words = facts.filter(Boolean).join(', ');
  const weekday = new Date(moment).toLocaleDateString(format.locale, { weekday: 'narrow' });
  return (
    <button
      type="button"
      className="day-chip"
      aria-pressed={chosen}
      aria-label={words}
      title={words}
      disabled={count === 0 && !chosen}
      data-records={(count ?? 0) > 0 || undefined}
      data-matches={matching !== undefined || undefined}
      onClick={choose}
    >
      <span className="day-week">{weekday}</span>
      <span>{Number(day.slice(8))}</span>
      <i aria-hidden="true" />
    </button>
  );
}
