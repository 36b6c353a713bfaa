import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useAsOf } from '../shell/as-of.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type Format = ReturnType<typeof makeFormat>;

function makeFormat(language: string, t: TFunction, reference: number | undefined) {
  const locale = language === 'ja' ? 'ja-JP' : 'en-GB';
  const integers = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const upToTenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: language === 'ja' ? 'long' : 'short',
    day: 'numeric',
  });
  const dayShort = new Intl.DateTimeFormat(locale, {
    month: language === 'ja' ? 'long' : 'short',
    day: 'numeric',
  });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const seconds = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const weekday = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  });
  const zone =
    new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' })
      .formatToParts(new Date())
      .find(part => part.type === 'timeZoneName')?.value ?? 'UTC';

  const number = (value: number) => integers.format(value);
  const at = (value: string | number | Date) => new Date(value);
  const date = (value: string | number | Date) => day.format(at(value));
  const time = (value: string | number | Date) => clock.format(at(value));
  const dateTime = (value: string | number | Date) => `${date(value)} ${time(value)}`;
  /** Unambiguous, for hover, focus and copy. */
  const exact = (value: string | number | Date) => {
    const when = at(value);
    const two = (n: number) => String(n).padStart(2, '0');
    return `${when.getFullYear()}-${two(when.getMonth() + 1)}-${two(when.getDate())} ${seconds.format(when)} ${zone} (${t('common.serverTime')})`;
  };
  /** Relative up to 14 days, then a date; counted from the date looked at. */
  const relative = (value: string | number | Date) => {
    const when = at(value).getTime();
    const past = (reference ?? Date.now()) - when;
    if (past < -MINUTE) return dateTime(when);
    if (past < MINUTE) return t('common.justNow');
    if (past < HOUR) return t('common.minutesAgo', { n: Math.floor(past / MINUTE) });
    if (past < DAY) return t('common.hoursAgo', { n: Math.floor(past / HOUR) });
    if (past < 14 * DAY) return t('common.daysAgo', { n: Math.floor(past / DAY) });
    return new Date(when).getFullYear() === new Date().getFullYear() ? dayShort.format(when) : date(when);
  };
  const percent = (value: number) =>
    t('common.percent', { n: Number.isInteger(value) ? integers.format(value) : tenths.format(value) });
  /** From MiB, in the largest binary unit that leaves a figure of at least 1. */
  const mebibytes = (value: number) => {
    if (value >= 1_048_576) return t('common.tib', { n: upToTenths.format(value / 1_048_576) });
    if (value >= 4_096) return t('common.gib', { n: upToTenths.format(value / 1024) });
    return t('common.mib', { n: integers.format(value) });
  };
  const bytes = (value: number) => {
    if (value >= 1_048_576) return mebibytes(value / 1_048_576);
    return value >= 1024
      ? t('common.kib', { n: upToTenths.format(value / 1024) })
      : t('common.bytes', { n: integers.format(value) });
  };
  return {
    locale,
    zone,
    number,
    date,
    dayShort: (v: string | number) => dayShort.format(at(v)),
    weekday: (v: number) => weekday.format(v),
    time,
    seconds: (v: string) => seconds.format(at(v)),
    dateTime,
    exact,
    relative,
    percent,
    mebibytes,
    bytes,
  };
}

export function useFormat(): Format {
  const { t, i18n } = useTranslation();
  const { time } = useAsOf();
  return useMemo(
    () => makeFormat(i18n.language, t, time ? Date.parse(time) : undefined),
    [i18n.language, t, time],
  );
}
