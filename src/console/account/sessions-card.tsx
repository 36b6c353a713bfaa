import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { get, request } from '../api/client.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { When } from '../parts/when.tsx';

interface Session {
  readonly id: string;
  readonly address: string;
  readonly userAgent: string | null;
  readonly lastUsedAt: string;
  readonly expiresAt: string;
  readonly current: boolean;
}

/** Name of the browser and its system, out of what it says of itself. */
function browserOf(agent: string | null): string {
  if (!agent) return '–';
  const browser = /(Firefox|Edg|Chrome|Safari)\/(\d+)/.exec(agent);
  const system = /(Windows|Mac OS X|Android|iPhone|Linux)/.exec(agent);
  return browser
    ? `${browser[1] === 'Edg' ? 'Edge' : browser[1]} ${browser[2]}${system ? `, ${system[1]}` : ''}`
    : agent.slice(0, 60);
}

/** Where an account is signed in; `of` is the path of one that is not one's own. */
export function SessionsCard({ of = '' }: { of?: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const queryKey = ['sessions', of];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => get<{ items: readonly Session[] }>(`${of}/sessions`, undefined, signal),
  });
  const end = useMutation({
    mutationFn: (id: string) => request('DELETE', `${of}/sessions/${encodeURIComponent(id)}`),
    onSuccess: async () => {
      toast(t('account.ended'));
      await client.invalidateQueries({ queryKey });
    },
    onError: toastError,
  });
  return (
    <Card title={t('account.sessions')}>
      <p className="text2 small-gap">{t(of ? 'accounts.sessionsText' : 'account.sessionsText')}</p>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones />
      ) : data.items.length === 0 ? (
        <p className="text2">{t('accounts.noSessions')}</p>
      ) : (
        <DataTable
          label={t('account.sessions')}
          rows={data.items}
          rowKey={row => row.id}
          columns={[
            {
              key: 'program',
              title: t('account.program'),
              cell: row => <span title={row.userAgent ?? ''}>{browserOf(row.userAgent)}</span>,
            },
            { key: 'address', title: t('account.address'), mono: true, cell: row => row.address },
            { key: 'used', title: t('account.lastUsed'), cell: row => <When at={row.lastUsedAt} /> },
            {
              key: 'expires',
              title: t('account.expires'),
              cell: row => <When at={row.expiresAt} as="dateTime" />,
            },
            {
              key: 'act',
              title: t('common.actions'),
              right: true,
              cell: row =>
                row.current ? (
                  <span className="tag">{t('account.current')}</span>
                ) : (
                  <Button size="small" onClick={() => end.mutate(row.id)}>
                    {t('account.end')}
                  </Button>
                ),
            },
          ]}
        />
      )}
    </Card>
  );
}
