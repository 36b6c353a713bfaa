import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import type { Health, ProjectionHealth } from '../api/types.ts';
import { healthQuery } from '../home/queries.ts';
import { Bones } from '../parts/bones.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Glyph } from '../parts/status.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { IntakeCard, LedgerCard, StoresCard } from './health-cards.tsx';
import { ProjectionsCard } from './projections-card.tsx';

/** Is it running, and what to do if not. */
export function HealthPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch, isFetching } = useQuery({ ...healthQuery, refetchInterval: 5_000 });
  usePageTitle([{ text: t('health.title') }]);
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{t('health.title')}</h1>
          <p className="text2 page-lead">
            {data
              ? t('health.lead', { version: data.version, since: format.dateTime(data.startedAt) })
              : '\u00a0'}
          </p>
        </div>
        <span className="spacer" />
        <Button
          icon={<RefreshCw size={15} aria-hidden="true" />}
          loading={isFetching && !data}
          onClick={() => void refetch()}
        >
          {t('health.check')}
        </Button>
      </div>
      {error && !data ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : data ? (
        <Content health={data} />
      ) : (
        <Bones lines={10} />
      )}
    </div>
  );
}

function Content({ health }: { health: Health }) {
  const [rebuilding, setRebuilding] = useState<ProjectionHealth>();
  return (
    <>
      <Verdict health={health} />
      {health.projections
        .filter(each => each.state === 'failed')
        .map(each => (
          <Stopped key={each.name} projection={each} />
        ))}
      <div className="panels">
        <ProjectionsCard health={health} rebuild={setRebuilding} />
        <IntakeCard health={health} />
        <StoresCard health={health} />
        <LedgerCard health={health} />
      </div>
      {rebuilding && (
        <RebuildDialog
          projection={rebuilding}
          events={health.log.position}
          close={() => setRebuilding(undefined)}
        />
      )}
    </>
  );
}

function Verdict({ health }: { health: Health }) {
  const { t } = useTranslation();
  const problems = [health.log.problem, health.readStore.problem, health.ledger.problem].filter(
    each => each !== null,
  );
  const tone = health.status === 'ok' ? 'safe' : health.status === 'degraded' ? 'warning' : 'critical';
  return (
    <div className="notice" data-tone={tone} role="status">
      <Glyph
        shape={tone === 'safe' ? 'ok' : tone === 'warning' ? 'warning' : 'failed'}
        tone={tone}
        size={16}
      />
      <div>
        <strong>{t(`health.${health.status}`)}</strong>{' '}
        {tone === 'safe' ? t('health.okText') : problems.join(' ')}
      </div>
    </div>
  );
}

function Stopped({ projection }: { projection: ProjectionHealth }) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const client = useQueryClient();
  const { time } = useAsOf();
  const retry = useMutation({
    mutationFn: () => request('POST', `/projections/${encodeURIComponent(projection.name)}/retry`),
    onSuccess: async () => {
      toast(t('health.retried', { name: projection.name }));
      await client.invalidateQueries({ queryKey: healthQuery.queryKey });
    },
    onError: toastError,
  });
  const { error } = projection;
  if (!error) return null;
  return (
    <div className="notice" data-tone="critical" role="alert">
      <Glyph shape="failed" tone="critical" size={16} />
      <div>
        <strong>{t('health.stopped', { name: projection.name, position: error.position })}</strong>
        <p>
          {t('health.stoppedText', {
            type: error.eventType,
            message: error.message,
            name: projection.name,
            when: format.dateTime(error.at),
          })}
        </p>
        <div className="notice-actions">
          <Link to="/events" search={{ sel: String(error.position) }} className="button small">
            {t('health.showEvent')}
          </Link>
          {may('system.manage') && !time && (
            <Button size="small" loading={retry.isPending} onClick={() => retry.mutate()}>
              {t('health.retry')}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}

function RebuildDialog({
  projection,
  events,
  close,
}: {
  projection: ProjectionHealth;
  events: number;
  close: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const rebuild = useMutation({
    mutationFn: () => request('POST', `/projections/${encodeURIComponent(projection.name)}/rebuild`),
    onSuccess: async () => {
      toast(t('health.started', { name: projection.name }));
      await client.invalidateQueries({ queryKey: healthQuery.queryKey });
      close();
    },
  });
  return (
    <Dialog
      title={t('health.rebuildQuestion', { name: projection.name })}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" loading={rebuild.isPending} onClick={() => rebuild.mutate()}>
            {t('health.rebuildAct')}
          </Button>
        </>
      }
    >
      <p>{t('health.rebuildText', { count: events })}</p>
      {rebuild.error && <ErrorPanel error={rebuild.error} />}
    </Dialog>
  );
}
