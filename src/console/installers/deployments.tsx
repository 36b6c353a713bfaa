import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Toned, type Shape, type Tone } from '../parts/status.tsx';
import { When } from '../parts/when.tsx';
import { deploymentPage, deploymentsExport, deploymentsQuery, managementQuery } from './requests.ts';
import type { Deployment } from './types.ts';

const states = ['all', 'installed', 'failed', 'uninstalled'] as const;
const looks: Readonly<Record<Deployment['state'], readonly [Shape, Tone]>> = {
  installed: ['ok', 'safe'],
  failed: ['failed', 'critical'],
  uninstalled: ['removed', 'warning'],
};
const managementTypes = ['agent', 'agentless'] as const;

/** Which computers have an agent and which have none, and how each installation from a set went. */
export function Deployments() {
  return (
    <>
      <Coverage />
      <Installations />
    </>
  );
}

function Coverage() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery(managementQuery);
  const counted = new Map(data?.items.map(({ value, count }) => [value, count]));
  return (
    <Card title={t('installers.coverage')}>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={2} />
      ) : (
        <dl>
          {managementTypes.map(each => (
            <div key={each} className="kv">
              <dt>{t(`installers.management.${each}`)}</dt>
              <dd>
                <Link to="/devices" search={{ f: `managementStatus.eq.managed~managementType.eq.${each}` }}>
                  {t('installers.devices', {
                    count: counted.get(each) ?? 0,
                    number: format.number(counted.get(each) ?? 0),
                  })}
                </Link>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className="small text2">{t('installers.coverageHelp')}</p>
    </Card>
  );
}

function Installations() {
  const { t } = useTranslation();
  const [state, setState] = useState<(typeof states)[number]>('all');
  const [page, setPage] = useState(0);
  const filter = state === 'all' ? undefined : `state.eq.${state}`;
  const { data, error, refetch } = useQuery(deploymentsQuery(filter, page));
  const last = Math.max(0, Math.ceil((data?.total ?? 0) / deploymentPage) - 1);
  return (
    <Card
      title={t('installers.installations')}
      action={
        <Button
          size="small"
          href={deploymentsExport(filter)}
          icon={<Download size={13} aria-hidden="true" />}
        >
          {t('installers.export')}
        </Button>
      }
    >
      <div className="kind-filter">
        <Segmented
          aria-label={t('installers.state')}
          value={state}
          options={states.map(each => ({ value: each, label: t(`installers.outcomes.${each}`) }))}
          onChange={each => {
            setState(each);
            setPage(0);
          }}
        />
      </div>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones />
      ) : data.items.length === 0 ? (
        <p className="text2">{t('installers.noInstallations')}</p>
      ) : (
        <DataTable<Deployment>
          label={t('installers.installations')}
          rows={data.items}
          rowKey={row => row.id}
          columns={[
            {
              key: 'computer',
              title: t('installers.computer'),
              cell: row =>
                row.device === null ? (
                  row.computer
                ) : (
                  <Link to="/devices/$id" params={{ id: row.device }}>
                    {row.computer}
                  </Link>
                ),
            },
            {
              key: 'state',
              title: t('installers.state'),
              cell: row => (
                <Toned
                  shape={looks[row.state][0]}
                  tone={looks[row.state][1]}
                  word={t(`installers.outcomes.${row.state}`)}
                />
              ),
            },
            { key: 'set', title: t('installers.set'), cell: row => row.setName },
            { key: 'version', title: t('installers.version'), cell: row => row.version ?? '–' },
            { key: 'at', title: t('installers.at'), cell: row => <When at={row.at} as="dateTime" /> },
            {
              key: 'why',
              title: t('installers.why'),
              prose: true,
              cell: row => (row.code === null ? '–' : <Why row={row} />),
            },
          ]}
        />
      )}
      {last > 0 && (
        <p className="row-actions">
          <Button size="small" disabled={page === 0} onClick={() => setPage(page - 1)}>
            {t('installers.newer')}
          </Button>
          <Button size="small" disabled={page >= last} onClick={() => setPage(page + 1)}>
            {t('installers.older')}
          </Button>
        </p>
      )}
    </Card>
  );
}

function Why({ row }: { readonly row: Deployment }) {
  const { t, i18n } = useTranslation();
  const known = `installers.codes.${row.code}`;
  return (
    <>
      {i18n.exists(known) ? t(known as 'installers.codes.FAILED') : row.code}
      {row.detail && <span className="small text2 agent-note">{row.detail}</span>}
    </>
  );
}
