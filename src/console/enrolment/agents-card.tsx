import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { get, request } from '../api/client.ts';
import type { List } from '../api/types.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { toast, toastError } from '../parts/toast.tsx';
import { When } from '../parts/when.tsx';

interface Agent {
  readonly id: string;
  readonly credential: 'none' | 'pinned' | 'issued' | 'revoked';
  readonly dialect: string | null;
  readonly enrolledAt: string | null;
}

const SHOWN = 100;

export function AgentsCard() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['agents'],
    queryFn: ({ signal }) => get<List<Agent>>('/agents', undefined, signal),
  });
  const revoke = useMutation({
    mutationFn: (id: string) => request('DELETE', `/agents/${encodeURIComponent(id)}/credential`),
    onSuccess: async () => {
      toast(t('enrolment.agentRevoked'));
      await client.invalidateQueries({ queryKey: ['agents'] });
    },
    onError: toastError,
  });
  const none = <span className="text3">–</span>;
  return (
    <Card title={t('enrolment.agents')} note={data ? format.number(data.items.length) : undefined}>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones />
      ) : data.items.length === 0 ? (
        <p className="text2">{t('enrolment.noAgents')}</p>
      ) : (
        <DataTable
          label={t('enrolment.agents')}
          rows={data.items.slice(0, SHOWN)}
          rowKey={row => row.id}
          columns={[
            { key: 'id', title: t('enrolment.agentId'), mono: true, cell: row => row.id },
            { key: 'dialect', title: t('enrolment.dialect'), cell: row => row.dialect ?? none },
            {
              key: 'credential',
              title: t('enrolment.credential'),
              cell: row => t(`enrolment.credentials.${row.credential}`),
            },
            {
              key: 'enrolled',
              title: t('enrolment.enrolledAt'),
              cell: row => (row.enrolledAt ? <When at={row.enrolledAt} /> : none),
            },
            {
              key: 'act',
              title: t('common.actions'),
              right: true,
              cell: row =>
                row.credential === 'pinned' || row.credential === 'issued' ? (
                  <Button
                    size="small"
                    aria-label={t('enrolment.revokeAgent', { id: row.id })}
                    onClick={() => revoke.mutate(row.id)}
                  >
                    {t('enrolment.revoke')}
                  </Button>
                ) : (
                  none
                ),
            },
          ]}
        />
      )}
    </Card>
  );
}
