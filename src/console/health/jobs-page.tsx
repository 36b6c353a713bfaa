import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { get, request } from '../api/client.ts';
import type { Job, List } from '../api/types.ts';
import { Bones } from '../parts/bones.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Ranks } from '../parts/mark.tsx';
import { Toned, type Shape, type Tone } from '../parts/status.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { When } from '../parts/when.tsx';
import { usePageTitle } from '../shell/crumbs.ts';

const looks: Readonly<Record<Job['state'], readonly [Shape, Tone]>> = {
  queued: ['queued', 'unknown'],
  running: ['running', 'info'],
  done: ['ok', 'safe'],
  failed: ['failed', 'critical'],
  cancelled: ['cancelled', 'unknown'],
  lost: ['failed', 'critical'],
};

export function JobsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  usePageTitle([{ text: t('health.jobs.title') }]);
  const { data, error, refetch } = useQuery({
    queryKey: ['jobs'],
    queryFn: ({ signal }) => get<List<Job>>('/jobs', undefined, signal),
    refetchInterval: 2_000,
  });
  const cancel = useMutation({
    mutationFn: (id: string) => request('POST', `/jobs/${id}/cancel`),
    onSuccess: async () => {
      toast(t('health.jobs.cancelling'));
      await client.invalidateQueries({ queryKey: ['jobs'] });
    },
    onError: toastError,
  });
  const none = <span className="text3">–</span>;
  return (
    <div className="page">
      <div className="page-head">
        <h1>{t('health.jobs.title')}</h1>
      </div>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={6} />
      ) : data.items.length === 0 ? (
        <div className="empty">
          <Ranks />
          <p>{t('health.jobs.none')}</p>
        </div>
      ) : (
        <div className="card">
          <DataTable
            label={t('health.jobs.title')}
            rows={data.items}
            rowKey={row => row.id}
            columns={[
              { key: 'kind', title: t('health.jobs.kind'), mono: true, cell: row => row.kind },
              {
                key: 'state',
                title: t('health.jobs.state'),
                cell: row => (
                  <Toned
                    shape={looks[row.state][0]}
                    tone={looks[row.state][1]}
                    word={t(`health.jobs.states.${row.state}`)}
                  />
                ),
              },
              {
                key: 'progress',
                title: t('health.jobs.progress'),
                right: true,
                cell: row =>
                  row.total
                    ? format.percent(Math.round((row.done / row.total) * 100))
                    : format.number(row.done),
              },
              { key: 'by', title: t('health.jobs.by'), mono: true, cell: row => row.startedBy },
              {
                key: 'started',
                title: t('health.jobs.started'),
                cell: row => (row.startedAt ? <When at={row.startedAt} /> : none),
              },
              {
                key: 'finished',
                title: t('health.jobs.finished'),
                cell: row => (row.finishedAt ? <When at={row.finishedAt} /> : row.error ? row.error : none),
              },
              {
                key: 'act',
                title: t('common.actions'),
                right: true,
                cell: row =>
                  row.state === 'queued' || row.state === 'running' ? (
                    <Button size="small" onClick={() => cancel.mutate(row.id)}>
                      {t('health.jobs.cancel')}
                    </Button>
                  ) : (
                    none
                  ),
              },
            ]}
          />
        </div>
      )}
    </div>
  );
}
