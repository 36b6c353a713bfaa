import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { toast, toastError } from '../parts/toast.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { accountPath, useRefreshAccount, type Account } from './queries.ts';
import { RemoveDialog } from './remove-dialog.tsx';

/** What can be done to another's account; the built-in one is neither locked nor removed. */
export function AccountActs({ account: { userId, locked, builtIn } }: { account: Account }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const refresh = useRefreshAccount(userId);
  const [open, setOpen] = useState<'password' | 'remove'>();
  const act = useMutation({
    mutationFn: (name: 'lock' | 'unlock') => request('POST', `${accountPath(userId)}/${name}`),
    onSuccess: async (_answer, name) => {
      toast(t(name === 'lock' ? 'accounts.locked' : 'accounts.unlocked', { userId }));
      await refresh();
    },
    onError: toastError,
  });
  return (
    <div className="object-actions">
      <Button onClick={() => setOpen('password')}>{t('accounts.setPassword')}</Button>
      {locked !== 'no' && (
        <Button loading={act.isPending} onClick={() => act.mutate('unlock')}>
          {t('accounts.unlock')}
        </Button>
      )}
      {locked !== 'everyone' && !builtIn && (
        <Button loading={act.isPending} onClick={() => act.mutate('lock')}>
          {t('accounts.lock')}
        </Button>
      )}
      {!builtIn && (
        <Button danger onClick={() => setOpen('remove')}>
          {t('common.remove')}
        </Button>
      )}
      {open === 'password' && (
        <PasswordDialog userId={userId} close={() => setOpen(undefined)} done={refresh} />
      )}
      {open === 'remove' && (
        <RemoveDialog
          userIds={[userId]}
          close={() => setOpen(undefined)}
          removed={() => {
            toast(t('accounts.removed', { count: 1 }));
            void navigate({ to: '/settings/accounts', search: {} });
          }}
        />
      )}
    </div>
  );
}
