import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { FolderPlus } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { useFormat } from '../parts/format.ts';
import { Ranks } from '../parts/mark.tsx';
import { When } from '../parts/when.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { casesQuery, openCase, type CaseRow } from './queries.ts';

/** Operation logs › Cases: those that one is a member of. */
export function CasesPage() {
  const { t } = useTranslation();
  const { time } = useAsOf();
  const [opening, setOpening] = useState(false);
  const { data, error, refetch } = useQuery(casesQuery());
  usePageTitle([{ text: t('operations.title'), to: '/operations' }, { text: t('cases.title') }]);
  return (
    <div className="page narrow">
      <div className="page-head case-head">
        <div className="object-title">
          <h1>{t('cases.title')}</h1>
          <p className="text2 page-lead">{t('cases.lead')}</p>
        </div>
        {!time && (
          <Button type="primary" onClick={() => setOpening(true)}>
            <FolderPlus size={15} aria-hidden="true" /> {t('cases.open')}
          </Button>
        )}
      </div>
      <Card title={t('cases.own')}>
        {error && !data ? (
          <ErrorPanel error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Bones lines={4} />
        ) : data.length === 0 ? (
          <div className="empty">
            <Ranks />
            <h2 className="empty-title">{t('cases.none')}</h2>
            <p>{t('cases.noneText')}</p>
          </div>
        ) : (
          <CaseTable cases={data} />
        )}
      </Card>
      {opening && <OpenDialog close={() => setOpening(false)} />}
    </div>
  );
}

function CaseTable({ cases }: { readonly cases: readonly CaseRow[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <DataTable
      label={t('cases.own')}
      rows={cases}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'title',
          title: t('cases.columns.title'),
          prose: true,
          cell: ({ id, title }) => (
            <Link to="/operations/cases/$id" params={{ id }}>
              {title}
            </Link>
          ),
        },
        { key: 'state', title: t('cases.columns.state'), cell: ({ state }) => t(`cases.states.${state}`) },
        {
          key: 'members',
          title: t('cases.columns.members'),
          mono: true,
          cell: each => each.members.join(', '),
        },
        {
          key: 'records',
          title: t('cases.columns.records'),
          right: true,
          cell: ({ records }) => format.number(records),
        },
        {
          key: 'notes',
          title: t('cases.columns.notes'),
          right: true,
          cell: each => format.number(each.notes),
        },
        { key: 'changed', title: t('cases.columns.changed'), cell: each => <When at={each.changedAt} /> },
      ]}
    />
  );
}

function OpenDialog({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const field = { title: useId(), purpose: useId() };
  const [title, setTitle] = useState('');
  const [purpose, setPurpose] = useState('');
  const open = useMutation({
    mutationFn: () => openCase(client, { title: title.trim(), purpose: purpose.trim() }),
    onSuccess: async ({ id }) => {
      close();
      await navigate({ to: '/operations/cases/$id', params: { id } });
    },
  });
  const complete = title.trim() !== '' && purpose.trim() !== '';
  return (
    <FormDialog
      title={t('cases.open')}
      verb={t('cases.openVerb')}
      complete={complete}
      send={open}
      close={close}
    >
      <div className="form-column">
        <label htmlFor={field.title}>{t('cases.columns.title')}</label>
        <Input
          id={field.title}
          maxLength={200}
          value={title}
          onChange={event => setTitle(event.target.value)}
        />
        <label htmlFor={field.purpose}>{t('cases.purpose')}</label>
        <Input.TextArea
          id={field.purpose}
          rows={3}
          maxLength={4_000}
          value={purpose}
          onChange={event => setPurpose(event.target.value)}
        />
      </div>
    </FormDialog>
  );
}
