import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { Dialog } from '../parts/dialog.tsx';
import { problemText } from '../parts/problem-text.ts';
import { Secret } from '../parts/secret.tsx';
import { Glyph } from '../parts/status.tsx';
import { AccountFields, faultOf, type Draft } from './account-fields.tsx';
import type { Account } from './queries.ts';

const empty: Draft = { displayName: '', email: '', roles: ['viewer'], tasks: null, scope: null };

/** Adds an account; its first password is made up, shown this once and changed at the first sign-in. */
export function AddAccountDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const ids = { form: useId(), userId: useId() };
  const [userId, setUserId] = useState('');
  const [draft, setDraft] = useState(empty);
  const [fault, setFault] = useState<ReturnType<typeof faultOf> | 'needUserId'>();
  const add = useMutation({
    mutationFn: () =>
      request<Account & { password: string }>('POST', '/accounts', {
        body: { ...draft, userId: userId.trim(), email: draft.email.trim() || null },
      }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = userId.trim() === '' ? 'needUserId' : faultOf(draft);
    setFault(found);
    if (!found) add.mutate();
  };
  if (add.data)
    return (
      <Dialog
        title={t('accounts.added', { userId: add.data.userId })}
        close={close}
        foot={
          <Button type="primary" onClick={close}>
            {t('common.close')}
          </Button>
        }
      >
        <p>{t('accounts.passwordTell')}</p>
        <Secret
          label={t('accounts.passwordShown')}
          value={add.data.password}
          copyLabel={t('accounts.copyPassword')}
        />
      </Dialog>
    );
  return (
    <Dialog
      title={t('accounts.addTitle')}
      width={560}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" form={ids.form} loading={add.isPending}>
            {t('accounts.add')}
          </Button>
        </>
      }
    >
      <form id={ids.form} onSubmit={submit} noValidate>
        <div className="form-column small-gap">
          <label htmlFor={ids.userId}>{t('accounts.userId')}</label>
          <Input
            id={ids.userId}
            className="mono"
            maxLength={64}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-describedby={`${ids.userId}-help`}
            value={userId}
            onChange={event => setUserId(event.target.value)}
          />
          <p className="small text2" id={`${ids.userId}-help`}>
            {t('accounts.userIdHelp')}
          </p>
        </div>
        <AccountFields draft={draft} change={changed => setDraft({ ...draft, ...changed })} />
        {(fault ?? add.error) && (
          <p className="field-error" role="alert">
            <Glyph shape="failed" tone="critical" />{' '}
            {fault ? t(`accounts.faults.${fault}`) : problemText(add.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
