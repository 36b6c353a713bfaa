import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { Dialog } from '../parts/dialog.tsx';
import { problemText } from '../parts/problem-text.ts';
import { Secret } from '../parts/secret.tsx';
import { Field } from '../session/field.tsx';
import { accountPath } from './queries.ts';

interface Props {
  readonly userId: string;
  readonly close: () => void;
  readonly done: () => Promise<void>;
}

/** Sets a temporary password, chosen or made up; one that was made up is shown this once. */
export function PasswordDialog({ userId, close, done }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [password, setPassword] = useState('');
  const set = useMutation({
    mutationFn: () =>
      request<{ password: string | null }>('POST', `${accountPath(userId)}/password`, {
        body: password === '' ? {} : { password },
      }),
    onSuccess: done,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <Dialog
      title={t('accounts.passwordTitle', { userId })}
      close={close}
      foot={
        set.data ? (
          <Button type="primary" onClick={close}>
            {t('common.close')}
          </Button>
        ) : (
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button type="primary" htmlType="submit" form={id} loading={set.isPending}>
              {t('accounts.setPassword')}
            </Button>
          </>
        )
      }
    >
      {set.data ? (
        <>
          <p role="status">{t('accounts.passwordTell')}</p>
          {set.data.password !== null && (
            <Secret
              label={t('accounts.passwordShown')}
              value={set.data.password}
              copyLabel={t('accounts.copyPassword')}
            />
          )}
        </>
      ) : (
        <>
          <ul className="consequences">
            <li>{t('accounts.passwordTemporary')}</li>
            <li>{t('accounts.passwordEnds')}</li>
          </ul>
          <form id={id} className="form-column" onSubmit={submit} noValidate>
            <Field
              label={t('accounts.passwordChosen')}
              value={password}
              onChange={setPassword}
              secret
              autoComplete="new-password"
              error={set.error ? problemText(set.error) : undefined}
            />
          </form>
        </>
      )}
    </Dialog>
  );
}
