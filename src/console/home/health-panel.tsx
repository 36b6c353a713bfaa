import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Glyph } from '../parts/status.tsx';
import { When } from '../parts/when.tsx';
import { HomePanel } from './home-panel.tsx';
import { healthQuery } from './queries.ts';

export function HealthPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery(healthQuery);
  return (
    <HomePanel
      id="health"
      refresh={refetch}
      title={t('home.health')}
      action={<Link to="/health">{t('home.toHealth')}</Link>}
    >
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={6} />
      ) : (
        <ul className="lines">
          <Line good={data.projections.every(each => each.state === 'live')} name={t('home.projections')}>
            {data.projections.every(each => each.state === 'live')
              ? t('home.allCurrent')
              : t('home.someBehind', {
                  count: data.projections.filter(each => each.state !== 'live').length,
                })}
          </Line>
          <Line good={data.log.writable && !data.log.problem} name={t('home.log')}>
            {t('home.logValue', { count: data.log.position })}
            {data.log.sizeBytes !== null && `, ${format.bytes(data.log.sizeBytes)}`}
          </Line>
          <Line
            good={data.ledger.problem ? false : data.ledger.lastSealedAt ? true : undefined}
            name={t('home.seal')}
          >
            {data.ledger.lastSealedAt ? <When at={data.ledger.lastSealedAt} /> : t('home.sealNone')}
          </Line>
          <Line good name={t('home.intake')}>
            {t('home.intakeValue', { received: data.intake.received, changed: data.intake.changed })}
          </Line>
          <Line good={data.intake.refused === 0} name={t('home.refused')}>
            {format.number(data.intake.refused)}
          </Line>
          {data.disk && (
            <Line good={data.disk.freeBytes > data.disk.totalBytes / 20} name={t('home.disk')}>
              {format.bytes(data.disk.freeBytes)}
            </Line>
          )}
        </ul>
      )}
    </HomePanel>
  );
}

/** `good` undefined: there is nothing to judge yet. */
function Line({ good, name, children }: { good: boolean | undefined; name: string; children: ReactNode }) {
  const [shape, tone] =
    good === undefined
      ? (['queued', 'unknown'] as const)
      : good
        ? (['ok', 'safe'] as const)
        : (['warning', 'warning'] as const);
  return (
    <li>
      <span className="status">
        <Glyph shape={shape} tone={tone} /> {name}
      </span>
      <span className="line-end figure">{children}</span>
    </li>
  );
}
