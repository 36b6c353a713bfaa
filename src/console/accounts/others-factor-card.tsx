import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { Card } from '../parts/card.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { accountPath, useRefreshAccount, type Account } from './queries.ts';

/** Whether another's account has a second factor, and the way back for who has lost it. */
export function OthersFactorCard({ account, own }: { account: Account; own: boolean }) {
  const { t } = useTranslation();
  const { userId } = account;
  const refresh = useRefreshAccount(userId);
  const remove = useMutation({
    mutationFn: () => request('DELETE', `${accountPath(userId)}/second-factor`),
    onSuccess: async () => {
      toast(t('accounts.factorRemoved', { userId }));
      await refresh();
    },
    onError: toastError,
  });
  return (
    <Card title={t('account.factor')}>
      <p className="small-gap">{t(account.secondFactor ? 'accounts.factorOn' : 'accounts.factorOff')}</p>
      {account.secondFactor && !own && (
        <>
          <p className="text2 small-gap">{t('accounts.factorLost')}</p>
          <Button danger loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('accounts.removeFactor')}
          </Button>
        </>
      )}
    </Card>
  );
}
