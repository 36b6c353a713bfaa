import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { get, request } from '../api/client.ts';
import type { List } from '../api/types.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Toned, type Shape, type Tone } from '../parts/status.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { When } from '../parts/when.tsx';

interface Token {
  readonly id: string;
  readonly note: string | null;
  readonly uses: number;
  readonly used: number;
  readonly expiresAt: string;
  readonly state: 'active' | 'expired' | 'used-up' | 'revoked';
}

const looks: Readonly<Record<Token['state'], readonly [Shape, Tone]>> = {
  active: ['ok', 'safe'],
  expired: ['offline', 'unknown'],
  'used-up': ['offline', 'unknown'],
  revoked: ['cancelled', 'unknown'],
};

export function TokenList() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['enrolment-tokens'],
    queryFn: ({ signal }) => get<List<Token>>('/enrolment-tokens', undefined, signal),
  });
  const revoke = useMutation({
    mutationFn: (id: string) => request('DELETE', `/enrolment-tokens/${encodeURIComponent(id)}`),
    onSuccess: async () => {
      toast(t('enrolment.revoked'));
      await client.invalidateQueries({ queryKey: ['enrolment-tokens'] });
    },
    onError: toastError,
  });
  const none = <span className="text3">–</span>;
  return (
    <Card title={t('enrolment.tokens')}>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones />
      ) : data.items.length === 0 ? (
        <p className="text2">{t('enrolment.noTokens')}</p>
      ) : (
        <DataTable
          label={t('enrolment.tokens')}
          rows={data.items}
          rowKey={row => row.id}
          columns={[
            { key: 'note', title: t('enrolment.note'), prose: true, cell: row => row.note ?? none },
            {
              key: 'used',
              title: t('enrolment.used'),
              cell: row => t('enrolment.usedOf', { used: row.used, uses: row.uses }),
            },
            {
              key: 'expires',
              title: t('enrolment.expiresAt'),
              cell: row => <When at={row.expiresAt} as="dateTime" />,
            },
            {
              key: 'state',
              title: t('enrolment.state'),
              cell: row => (
                <Toned
                  shape={looks[row.state][0]}
                  tone={looks[row.state][1]}
                  word={t(`enrolment.states.${row.state}`)}
                />
              ),
            },
            {
              key: 'act',
              title: t('common.actions'),
              right: true,
              cell: row =>
                row.state === 'active' ? (
                  <Button size="small" onClick={() => revoke.mutate(row.id)}>
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
