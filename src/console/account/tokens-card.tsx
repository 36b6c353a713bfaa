import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { useMe } from '../api/session.ts';
import { Card } from '../parts/card.tsx';
import { Secret } from '../parts/secret.tsx';
import { toastError } from '../parts/toast.tsx';
import { TokenLimitFields, wholeToken, type Limits } from './token-limit-fields.tsx';
import { TokenTable, tokensKey, type Token } from './token-table.tsx';

export function TokensCard() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const me = useMe();
  const ids = { name: useId(), days: useId() };
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [limits, setLimits] = useState<Limits>(wholeToken);
  const create = useMutation({
    mutationFn: () =>
      request<Token & { token: string }>('POST', '/api-tokens', {
        body: {
          name: name.trim(),
          expiresAt: days ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : null,
          ...limits,
        },
      }),
    onSuccess: async () => {
      setName('');
      setLimits(wholeToken);
      await client.invalidateQueries({ queryKey: tokensKey('') });
    },
    onError: toastError,
  });
  const ready = name.trim() !== '' && Object.values(limits).every(limit => limit?.length !== 0);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (ready) create.mutate();
  };
  return (
    <Card title={t('account.tokens')}>
      <p className="text2 small-gap">{t('account.tokensText')}</p>
      <form onSubmit={submit}>
        <div className="inline-form">
          <div>
            <label htmlFor={ids.name}>{t('account.tokenName')}</label>
            <Input
              id={ids.name}
              value={name}
              maxLength={100}
              onChange={event => setName(event.target.value)}
            />
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
          <Button type="primary" htmlType="submit" disabled={!ready} loading={create.isPending}>
            {t('account.createToken')}
          </Button>
        </div>
        {me && <TokenLimitFields me={me} limits={limits} onChange={setLimits} />}
      </form>
      {create.data && (
        <Secret label={t('account.tokenShown')} value={create.data.token} copyLabel={t('account.copy')} />
      )}
      <TokenTable none={t('account.noTokens')} />
    </Card>
  );
}
