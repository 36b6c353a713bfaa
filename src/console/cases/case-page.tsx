import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../api/client.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { When } from '../parts/when.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { actorWord } from './actor.ts';
import { CaseActs } from './case-acts.tsx';
import { HoldsCard } from './holds-card.tsx';
import { NotesCard } from './notes-card.tsx';
import { PinnedCard } from './pinned-card.tsx';
import { caseQuery, type CaseDetail } from './queries.ts';

/** One case: what it holds, what was noted, what is held for it, and everything that was done. */
export function CasePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(caseQuery(id));
  usePageTitle([
    { text: t('operations.title'), to: '/operations' },
    { text: t('cases.title'), to: '/operations/cases' },
    { text: data?.title ?? '' },
  ]);
  return (
    <div className="page narrow">
      {error && !data ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : data ? (
        <Parts of={data} />
      ) : (
        <Bones lines={10} />
      )}
    </div>
  );
}

function Parts({ of }: { readonly of: CaseDetail }) {
  const { t } = useTranslation();
  const { time } = useAsOf();
  const acts = time === undefined;
  const works = acts && of.state === 'open';
  return (
    <>
      <div className="page-head case-head">
        <div className="object-title">
          <div className="title-row">
            <h1>{of.title}</h1>
            <span className="tag">{t(`cases.states.${of.state}`)}</span>
          </div>
          <p className="text2">{of.purpose}</p>
          <p className="small text2">
            {t('cases.members', { names: of.members.map(({ displayName }) => displayName).join(', ') })}
          </p>
        </div>
        <div className="row-actions">
          <a
            className="button"
            href={apiUrl(`/operation-cases/${encodeURIComponent(of.id)}/export`)}
            download={`case-${of.id}.zip`}
          >
            <Download size={15} aria-hidden="true" /> {t('cases.export')}
          </a>
          {acts && <CaseActs of={of} />}
        </div>
      </div>
      {of.leftOut > 0 && (
        <p className="notice slim" data-tone="warning">
          {t('cases.leftOut', { count: of.leftOut })}
        </p>
      )}
      <PinnedCard of={of} works={works} />
      <NotesCard of={of} works={works} />
      <HoldsCard of={of} acts={acts} />
      <HistoryCard of={of} />
    </>
  );
}

function HistoryCard({ of }: { readonly of: CaseDetail }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const word = (type: string) =>
    i18n.exists(`cases.steps.${type}`) ? t(`cases.steps.${type}` as 'cases.steps.CaseOpened') : type;
  return (
    <Card title={t('cases.history')}>
      <DataTable
        label={t('cases.history')}
        rows={of.history.toReversed()}
        rowKey={({ position }) => String(position)}
        columns={[
          { key: 'at', title: t('cases.columns.when'), cell: ({ at }) => <When at={at} as="dateTime" /> },
          { key: 'actor', title: t('cases.columns.who'), mono: true, cell: ({ actor }) => actorWord(actor) },
          {
            key: 'what',
            title: t('cases.columns.what'),
            cell: ({ type, count }) =>
              count === null ? word(type) : `${word(type)} (${format.number(count)})`,
          },
          { key: 'text', title: t('cases.columns.text'), prose: true, cell: ({ text }) => text ?? '' },
        ]}
      />
    </Card>
  );
}
