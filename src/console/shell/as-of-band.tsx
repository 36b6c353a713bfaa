import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { ChevronLeft, ChevronRight, GitCompareArrows, History } from 'lucide-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useFormat, type Format } from '../parts/format.ts';
import { useAsOf, useSetAsOf } from './as-of.ts';

const DAY = 86_400_000;

/** The past says so four ways: colour, band, word, missing actions. */
export function AsOfBand({ time }: { time: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { known } = useAsOf();
  const setAsOf = useSetAsOf();
  const moment = Date.parse(time);
  const ago = agoOf(Date.now() - moment, t, format);
  const move = (by: number) => setAsOf(new Date(Math.min(moment + by, Date.now() - 1_000)), known);
  return (
    <div className="past-band" role="region" aria-label={t('shell.asOf.past')}>
      <History size={16} aria-hidden="true" />
      <span className="past-word">{t('shell.asOf.past')}</span>
      <span className="past-text">
        <strong>{t('shell.asOf.band', { when: format.dateTime(moment) })}</strong>{' '}
        <span className="past-rest">
          {t('shell.asOf.bandRest', {
            zone: format.zone,
            ago,
            known: t(known === 'now' ? 'shell.asOf.knownNow' : 'shell.asOf.knownThen'),
          })}
        </span>
      </span>
      <span className="past-actions">
        <Button
          size="small"
          className="wide-only"
          icon={<ChevronLeft size={14} aria-hidden="true" />}
          onClick={() => move(-DAY)}
          aria-label={t('shell.asOf.dayBack')}
        >
          {t('shell.asOf.day')}
        </Button>
        <Button
          size="small"
          className="wide-only"
          onClick={() => move(DAY)}
          disabled={moment + DAY > Date.now()}
          aria-label={t('shell.asOf.dayForward')}
        >
          {t('shell.asOf.day')} <ChevronRight size={14} aria-hidden="true" />
        </Button>
        <Link
          className="button small wide-only"
          to="/devices/compare"
          search={{ from: time, asOf: undefined, asKnown: undefined }}
        >
          <GitCompareArrows size={14} aria-hidden="true" /> {t('shell.asOf.compare')}
        </Link>
        <Button size="small" type="primary" onClick={() => setAsOf(undefined)}>
          {t('shell.asOf.back')} <kbd className="wide-only">Esc</kbd>
        </Button>
      </span>
    </div>
  );
}

function agoOf(past: number, t: TFunction, format: Format): string {
  if (past >= DAY) return t('common.daysAgo', { n: format.number(Math.floor(past / DAY)) });
  const minutes = Math.max(0, Math.floor(past / 60_000));
  return minutes >= 60
    ? t('common.hoursAgo', { n: Math.floor(minutes / 60) })
    : t('common.minutesAgo', { n: minutes });
}
