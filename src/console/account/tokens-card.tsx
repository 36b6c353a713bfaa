import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { get, request } from '../api/client.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Secret } from '../parts/secret.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { When } from '../parts/when.tsx';

interface Token {
  readonly id: string;
  readonly name: string;
  readonly expiresAt: string | null;
}

export function TokensCard() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const ids = { name: useId(), days: useId() };
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const { data, error, refetch } = useQuery({
    queryKey: ['api-tokens'],
    queryFn: ({ signal }) => get<{ items: readonly Token[] }>('/api-tokens', undefined, signal),
  });
  const refresh = () => client.invalidateQueries({ queryKey: ['api-tokens'] });
  const create = useMutation({
    mutationFn: () =>
      request<Token & { token: string }>('POST', '/api-tokens', {
        body: {
          name: name.trim(),
          expiresAt: days ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : null,
        },
      }),
    onSuccess: async () => {
      setName('');
      await refresh();
    },
    onError: toastError,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => request('DELETE', `/api-tokens/${encodeURIComponent(id)}`),
    onSuccess: async () => {
      toast(t('account.tokenRevoked'));
      await refresh();
    },
    onError: toastError,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim()) create.mutate();
  };
  return (
    <Card title={t('account.tokens')}>
      <p className="text2 small-gap">{t('account.tokensText')}</p>
      <form className="inline-form" onSubmit={submit}>
        <div>
          <label htmlFor={ids.name}>{t('account.tokenName')}</label>
          <Input id={ids.name} value={name} maxLength={100} onChange={event => setName(event.target.value)} />
        </div>
        <div>
          <label htmlFor={ids.days}>{t('account.tokenDays')}</label>
          <Input
            id={ids.days}
            type="number"
            min={1}
            max={3650}
            value={days}
            onChange={event => setDays(event.target.value)}
          />
        </div>
        <Button type="primary" htmlType="submit" disabled={!name.trim()} loading={create.isPending}>
          {t('account.createToken')}
        </Button>
      </form>
      {create.data && (
        <Secret label={t('account.tokenShown')} value={create.data.token} copyLabel={t('account.copy')} />
      )}
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones />
      ) : data.items.length === 0 ? (
        <p className="text2">{t('account.noTokens')}</p>
      ) : (
        <DataTable
          label={t('account.tokens')}
          rows={data.items}
          rowKey={row => row.id}
          columns={[
            { key: 'name', title: t('account.tokenName'), cell: row => row.name },
            {
              key: 'expires',
              title: t('account.expires'),
              cell: row => (row.expiresAt ? <When at={row.expiresAt} as="dateTime" /> : t('account.never')),
            },
            {
              key: 'act',
              title: t('common.actions'),
              right: true,
              cell: row => (
                <Button size="small" onClick={() => revoke.mutate(row.id)}>
                  {t('account.revoke')}
                </Button>
              ),
            },
          ]}
        />
      )}
    </Card>
  );
}
