import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import type { Health, ProjectionHealth } from '../api/types.ts';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { Toned, type Shape, type Tone } from '../parts/status.tsx';
import { useAsOf } from '../shell/as-of.ts';

const looks: Readonly<Record<ProjectionHealth['state'], readonly [Shape, Tone]>> = {
  live: ['ok', 'safe'],
  'catching-up': ['running', 'info'],
  rebuilding: ['running', 'info'],
  failed: ['failed', 'critical'],
  stopped: ['cancelled', 'unknown'],
};

export function ProjectionsCard({
  health,
  rebuild,
}: {
  health: Health;
  rebuild: (projection: ProjectionHealth) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { time } = useAsOf();
  const manage = may('system.manage') && !time;
  return (
    <Card
      title={t('health.projections')}
      note={t('health.logAt', { position: health.log.position })}
      className="span-8"
    >
      <DataTable
        label={t('health.projections')}
        rows={health.projections}
        rowKey={row => row.name}
        columns={[
          { key: 'name', title: t('health.name'), mono: true, cell: row => <b>{row.name}</b> },
          {
            key: 'state',
            title: t('health.state'),
            cell: row => {
              const [shape, tone] = looks[row.state];
              return (
                <Toned
                  shape={shape}
                  tone={tone}
                  word={t(`health.states.${row.state}`, {
                    percent: row.progress === null ? '' : format.percent(Math.round(row.progress * 100)),
                  })}
                />
              );
            },
          },
          { key: 'position', title: t('health.at'), right: true, cell: row => format.number(row.position) },
          { key: 'lag', title: t('health.behind'), right: true, cell: row => format.number(row.lag) },
          {
            key: 'note',
            title: t('health.note'),
            prose: true,
            cell: row => row.note ?? <span className="text3">–</span>,
          },
          ...(manage
            ? [
                {
                  key: 'act',
                  title: t('health.act'),
                  right: true,
                  cell: (row: ProjectionHealth) => (
                    <button
                      type="button"
                      className="icon-button"
                      disabled={row.state === 'rebuilding'}
                      title={t('health.rebuild', { name: row.name })}
                      aria-label={t('health.rebuild', { name: row.name })}
                      onClick={() => rebuild(row)}
                    >
                      <RotateCcw size={14} aria-hidden="true" />
                    </button>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
