import { useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
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
import { groupsQuery } from './requests.ts';
import { groupTypes, groupWord } from './target-word.ts';
import type { Configuration, Group, GroupType } from './types.ts';
import { useMayManage } from './use-may-manage.ts';

interface Props {
  readonly type: GroupType;
  /** Key of the group whose computers are shown. */
  readonly chosen: string | undefined;
  readonly configurations: readonly Configuration[];
  readonly setType: (type: GroupType) => void;
  readonly choose: (key: string | undefined) => void;
}

export function GroupTable({ type, chosen, configurations, setType, choose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { params } = useAsOf();
  const manage = useMayManage();
  const { data, error, refetch } = useQuery(groupsQuery(type, params));
  const [open, setOpen] = useState<'assign' | 'cancel' | 'network'>();
  const groups = data?.items ?? [];
  const group = groups.find(each => each.key === chosen);
  const what = group ? groupWord(group, t, format) : '';
  const nameOf = (id: string) => configurations.find(each => each.id === id)?.name ?? id;
  const tree = type === 'department' || type === 'location';
  return (
    <Card
      title={t('agents.groups')}
      action={
        manage && (
          <span className="row-actions">
            {type === 'network' && (
              <Button size="small" onClick={() => setOpen('network')}>
                {t('agents.addNetwork')}
              </Button>
            )}
            <Button size="small" disabled={group?.kind !== 'direct'} onClick={() => setOpen('cancel')}>
              {t('agents.cancelAssignment')}
            </Button>
            <Button size="small" type="primary" disabled={!group} onClick={() => setOpen('assign')}>
              {t('agents.assign')}
            </Button>
          </span>
        )
      }
    >
      <div className="kind-filter">
        <Segmented<GroupType>
          aria-label={t('agents.groupType')}
          value={type}
          options={groupTypes.map(value => ({ value, label: t(`agents.groupTypes.${value}`) }))}
          onChange={setType}
        />
      </div>
      {error && !data ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={4} />
      ) : groups.length === 0 ? (
        <p className="text2 small-gap">{t(`agents.noGroups.${type}`)}</p>
      ) : (
        <DataTable<Group>
          label={t('agents.groups')}
          rows={groups}
          rowKey={row => row.key}
          columns={[
            {
              key: 'name',
              title: t(`agents.groupTypes.${type}`),
              cell: row => {
                const here = row.key === chosen;
                return (
                  <label
                    className="check agent-group"
                    style={{ paddingLeft: tree ? depth(row.name) * 20 : 0 }}
                  >
                    <input
                      type="radio"
                      name="agent-group"
                      {...(tree && { 'aria-label': row.name })}
                      checked={here}
                      onChange={() => choose(row.key)}
                    />
                    {tree ? row.name.split('/').at(-1) : groupWord(row, t, format)}
                  </label>
                );
              },
            },
            {
              key: 'devices',
              title: t('agents.computers'),
              right: true,
              cell: row => format.number(row.devices),
            },
            {
              key: 'configuration',
              title: t('agents.configuration'),
              cell: row => nameOf(row.configuration),
            },
            { key: 'kind', title: t('agents.kind'), cell: row => <KindMark kind={row.kind} by={row.by} /> },
          ]}
        />
      )}
      {open === 'assign' && group && (
        <AssignDialog
          targets={[group.target]}
          what={what}
          configurations={configurations}
          close={() => setOpen(undefined)}
        />
      )}
      {open === 'network' && (
        <AssignDialog
          targets={[]}
          what={t('agents.aNetwork')}
          configurations={configurations}
          close={() => setOpen(undefined)}
        />
      )}
      {open === 'cancel' && group && (
        <CancelDialog
          targets={[group.target]}
          what={what}
          tree={tree || type === 'network'}
          close={() => setOpen(undefined)}
        />
      )}
    </Card>
  );
}

const depth = (path: string): number => path.split('/').length - 1;
