import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeKinds } from '../../../domain/devices/change-kinds/index.ts';
import type { DeviceDetail } from '../api/types.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { timelineQuery } from './queries.ts';
import { TimelineList } from './timeline-list.tsx';

const Compare = lazy(() => import('./compare.tsx').then(module => ({ default: module.Compare })));

const STEP = 50;

export function HistoryTab({ id, detail }: { id: string; detail: DeviceDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { kind, from } = useSearch({ strict: false });
  const { params } = useAsOf();
  const [limit, setLimit] = useState(STEP);
  const { data, error, refetch } = useQuery(timelineQuery(id, kind, params, limit));
  return (
    <>
      <div className="object-column wide">
        {from && (
          <Suspense fallback={<Bones lines={8} />}>
            <Compare id={id} detail={detail} />
          </Suspense>
        )}
        <Card title={t('device.history.title')}>
          <div className="kind-filter">
            <Segmented
              aria-label={t('device.history.filter')}
              value={kind ?? 'all'}
              options={[
                { value: 'all', label: t('common.all') },
                ...changeKinds.map(value => ({ value: value as string, label: t(`device.kinds.${value}`) })),
              ]}
              onChange={value =>
                void navigate({
                  to: '.',
                  replace: true,
                  search: previous => ({ ...previous, kind: value === 'all' ? undefined : value }),
                })
              }
            />
          </div>
          {error ? (
            <ErrorPanel error={error} retry={() => void refetch()} />
          ) : !data ? (
            <Bones lines={9} />
          ) : data.items.length === 0 ? (
            <p className="text2">{t('device.history.empty')}</p>
          ) : (
            <TimelineList entries={data.items} of={id} />
          )}
          {data?.next && limit < 1000 && (
            <Button size="small" onClick={() => setLimit(Math.min(1000, limit * 2))}>
              {t('common.showMore')}
            </Button>
          )}
        </Card>
      </div>
    </>
  );
}
