import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActed } from '../../devices/acts/use-acted.ts';
import { Card } from '../../parts/card.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { useFormat } from '../../parts/format.ts';
import { Toned } from '../../parts/status.tsx';
import { toastError } from '../../parts/toast.tsx';
import type { Configuration } from '../types.ts';
import { useMayManage } from '../use-may-manage.ts';
import { stopUpdate } from './requests.ts';
import type { AgentUpdate } from './types.ts';
import { UpdateDialog } from './update-dialog.tsx';
import { WidenDialog } from './widen-dialog.tsx';

interface Props {
  readonly updates: readonly AgentUpdate[];
  readonly versions: readonly string[];
  readonly configurations: readonly Configuration[];
}

/** To which versions agents are led, and how far they are. */
export function UpdatesCard({ updates, versions, configurations }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const manage = useMayManage();
  const acted = useActed();
  const [open, setOpen] = useState<'order' | AgentUpdate>();
  const stop = useMutation({
    mutationFn: ({ id }: AgentUpdate) => stopUpdate(id),
    onSuccess: ({ position }) => acted(position, t('agentVersions.wasStopped')),
    onError: toastError,
  });
  const targetWord = ({ target }: AgentUpdate) => {
    if (target.kind === 'all') return t('agentVersions.all');
    if (target.kind === 'devices')
      return t('agentVersions.chosen', {
        count: target.devices.length,
        number: format.number(target.devices.length),
      });
    const found = configurations.find(({ id }) => id === target.configuration);
    return t('agentVersions.configuration', { name: found?.name ?? target.configuration });
  };
  return (
    <Card
      title={t('agentVersions.updates')}
      action={
        manage &&
        versions.length > 0 && (
          <Button size="small" type="primary" onClick={() => setOpen('order')}>
            {t('agentVersions.orderOpen')}
          </Button>
        )
      }
    >
      {updates.length === 0 ? (
        <p className="text2 small-gap">{t('agentVersions.noUpdates')}</p>
      ) : (
        <DataTable<AgentUpdate>
          label={t('agentVersions.updates')}
          rows={updates}
          rowKey={row => row.id}
          columns={[
            { key: 'version', title: t('agentVersions.version'), mono: true, cell: row => row.version },
            { key: 'target', title: t('agentVersions.target'), cell: targetWord },
            {
              key: 'percent',
              title: t('agentVersions.share'),
              right: true,
              cell: row => format.percent(row.percent),
            },
            {
              key: 'state',
              title: t('agentVersions.state'),
              cell: row =>
                row.stopped ? (
                  <Toned shape="cancelled" tone="text2" word={t('agentVersions.stopped')} />
                ) : (
                  <Toned shape="running" tone="info" word={t('agentVersions.stands')} />
                ),
            },
            ...(['ordered', 'updated', 'failed'] as const).map(how => ({
              key: how,
              title: t(`agentVersions.progress.${how}`),
              right: true,
              cell: (row: AgentUpdate) => <Count of={row} how={how} />,
            })),
            ...(manage
              ? [
                  {
                    key: 'acts',
                    title: t('agents.acts'),
                    cell: (row: AgentUpdate) =>
                      row.stopped ? null : (
                        <span className="row-actions agent-acts">
                          {row.percent < 100 && (
                            <Button size="small" onClick={() => setOpen(row)}>
                              {t('agentVersions.widen')}
                            </Button>
                          )}
                          <Button
                            size="small"
                            danger
                            loading={stop.isPending && stop.variables.id === row.id}
                            onClick={() => stop.mutate(row)}
                          >
                            {t('agentVersions.stop')}
                          </Button>
                        </span>
                      ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {open === 'order' && (
        <UpdateDialog versions={versions} configurations={configurations} close={() => setOpen(undefined)} />
      )}
      {typeof open === 'object' && <WidenDialog update={open} close={() => setOpen(undefined)} />}
    </Card>
  );
}

/** How many, with the way to which. */
function Count({ of, how }: { readonly of: AgentUpdate; readonly how: keyof AgentUpdate['progress'] }) {
  const format = useFormat();
  const count = of.progress[how];
  if (count === 0) return <span className="text3">–</span>;
  return (
    <Link to="/devices" search={{ view: 'all', f: `agentUpdate.eq.${of.id}~agentUpdateState.eq.${how}` }}>
      {format.number(count)}
    </Link>
  );
}
