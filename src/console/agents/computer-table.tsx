import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { CancelDialog } from './cancel-dialog.tsx';
import { KindMark } from './kind-mark.tsx';
import { computersQuery, pageSize } from './requests.ts';
import { assignedWord } from './target-word.ts';
import type { Computer, Configuration } from './types.ts';
import { useMayManage } from './use-may-manage.ts';

interface Props {
  /** Key of the group; absent: all computers. */
  readonly group: string | undefined;
  readonly configurations: readonly Configuration[];
}

export function ComputerTable({ group, configurations }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { params } = useAsOf();
  const manage = useMayManage();
  const [text, setText] = useState('');
  const [page, setPage] = useState(0);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Computer>>(new Map());
  const [open, setOpen] = useState<'assign' | 'cancel'>();
  const { data, error, refetch } = useQuery({
    ...computersQuery({ group, text: text.trim(), page }, params),
    placeholderData: keepPreviousData,
  });
  const rows = data?.items ?? [];
  const total = data?.total ?? 0;
  const toggle = (row: Computer) => {
    const next = new Map(chosen);
    if (!next.delete(row.id)) next.set(row.id, row);
    setChosen(next);
  };
  const targets = [...chosen.keys()].map(device => ({ kind: 'computer', device }) as const);
  const what = t('agents.computersChosen', { count: chosen.size, name: [...chosen.values()][0]?.name });
  const done = () => setChosen(new Map());
  return (
    <Card
      title={t('agents.computers')}
      note={group ? assignedWord(group, t, format) : t('agents.allComputers')}
      action={
        manage && (
          <span className="row-actions">
            <Button
              size="small"
              disabled={
                chosen.size === 0 || [...chosen.values()].some(row => row.assignmentKind !== 'direct')
              }
              onClick={() => setOpen('cancel')}
            >
              {t('agents.cancelAssignment')}
            </Button>
            <Button
              size="small"
              type="primary"
              disabled={chosen.size === 0}
              onClick={() => setOpen('assign')}
            >
              {t('agents.assign')}
            </Button>
          </span>
        )
      }
    >
      <div className="agent-find">
        <Input
          allowClear
          aria-label={t('agents.find')}
          placeholder={t('agents.find')}
          value={text}
          onChange={event => {
            setText(event.target.value);
            setPage(0);
          }}
        />
      </div>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={6} />
      ) : rows.length === 0 ? (
        <p className="text2 small-gap">{t('agents.noComputers')}</p>
      ) : (
        <DataTable<Computer>
          label={t('agents.computers')}
          rows={rows}
          rowKey={row => row.id}
          columns={[
            {
              key: 'name',
              title: t('agents.computer'),
              cell: row => (
                <span className="agent-row-name">
                  {manage && (
                    <input
                      type="checkbox"
                      aria-label={t('agents.chooseOne', { name: row.name })}
                      checked={chosen.has(row.id)}
                      onChange={() => toggle(row)}
                    />
                  )}
                  <Link to="/devices/$id" params={{ id: row.id }} className="mono">
                    {row.name}
                  </Link>
                </span>
              ),
            },
            {
              key: 'department',
              title: t('devices.columns.department'),
              cell: row => row.department?.split('/').join(' / ') ?? <span className="text3">–</span>,
            },
            { key: 'configuration', title: t('agents.configuration'), cell: row => row.configurationName },
            {
              key: 'kind',
              title: t('agents.kind'),
              cell: row => <KindMark kind={row.assignmentKind} by={row.assignedTo} />,
            },
          ]}
        />
      )}
      <div className="row-actions top-gap">
        <span className="text2">
          {t('agents.computerCount', { count: total, number: format.number(total) })}
        </span>
        {total > pageSize && (
          <>
            <Button size="small" disabled={page === 0} onClick={() => setPage(page - 1)}>
              {t('agents.previous')}
            </Button>
            <span>{t('agents.page', { page: page + 1, pages: Math.ceil(total / pageSize) })}</span>
            <Button size="small" disabled={(page + 1) * pageSize >= total} onClick={() => setPage(page + 1)}>
              {t('agents.next')}
            </Button>
          </>
        )}
      </div>
      {open === 'assign' && (
        <AssignDialog
          targets={targets}
          what={what}
          configurations={configurations}
          close={() => setOpen(undefined)}
          done={done}
        />
      )}
      {open === 'cancel' && (
        <CancelDialog
          targets={targets}
          what={what}
          tree={false}
          close={() => setOpen(undefined)}
          done={done}
        />
      )}
    </Card>
  );
}
