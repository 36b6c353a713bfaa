import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { problemText } from '../parts/problem-text.ts';
import { Field } from '../session/field.tsx';

/** Takes the password and a code: a page left open must not be enough. */
export function FactorEnd({ done }: { done: () => Promise<void> }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const end = useMutation({
    mutationFn: async () => {
      await request('POST', '/me/second-factor/removal', { body: { currentPassword: password, code } });
      await done();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (password && code) end.mutate();
  };
  return (
    <>
      <p className="text2 small-gap">{t('account.factorEndText')}</p>
      <div className="form-column">
        <form onSubmit={submit} noValidate>
          <Field
            label={t('session.current')}
            value={password}
            onChange={setPassword}
            secret
            autoComplete="current-password"
          />
          <Field
            label={t('session.code')}
            value={code}
            onChange={setCode}
            autoComplete="one-time-code"
            error={end.error ? problemText(end.error) : undefined}
          />
          <Button danger htmlType="submit" disabled={!password || !code} loading={end.isPending}>
            {t('account.factorEnd')}
          </Button>
        </form>
      </div>
    </>
  );
}
