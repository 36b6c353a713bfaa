import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bones } from '../parts/bones.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { HomePanel } from './home-panel.tsx';
import { activityQuery } from './queries.ts';

const BarChart = lazy(() => import('../parts/bar-chart.tsx').then(module => ({ default: module.BarChart })));

/** The chart's library loads when the panel comes into view, into a box of fixed height. */
export function ActivityPanel({ end }: { end: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const day = Math.floor(end / 86_400_000) * 86_400_000;
  const { data, error, refetch } = useQuery(activityQuery(day, 30));
  const [table, setTable] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const observer = new IntersectionObserver(entries => {
      if (entries.some(each => each.isIntersecting)) setNear(true);
    });
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const total = data?.reduce((sum, each) => sum + each.events, 0) ?? 0;
  const top = data?.reduce(
    (most, each) => (each.events > most.events ? each : most),
    data[0] ?? { day: '', events: 0 },
  );
  const label = top?.day
    ? t('home.activityLabel', { day: format.date(`${top.day}T12:00`), most: top.events, total })
    : '';
  return (
    <HomePanel
      id="activity"
      refresh={refetch}
      title={t('home.activity')}
      action={
        <button type="button" className="link-button" onClick={() => setTable(!table)}>
          {t(table ? 'home.asChart' : 'home.asTable')}
        </button>
      }
    >
      <div className="chart-box" ref={box}>
        {error ? (
          <ErrorPanel error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Bones lines={5} />
        ) : table ? (
          <DataTable
            label={t('home.activity')}
            rows={[...data].reverse()}
            rowKey={row => row.day}
            columns={[
              { key: 'day', title: t('home.day'), cell: row => format.date(`${row.day}T12:00`) },
              { key: 'events', title: t('home.events'), right: true, cell: row => format.number(row.events) },
            ]}
          />
        ) : (
          near && (
            <Suspense fallback={<Bones lines={5} />}>
              <BarChart
                label={label}
                categories={data.map(each => format.dayShort(`${each.day}T12:00`))}
                values={data.map(each => each.events)}
                name={t('home.events')}
              />
            </Suspense>
          )
        )}
      </div>
    </HomePanel>
  );
}
