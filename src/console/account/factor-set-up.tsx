import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { lazy, Suspense, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { problemText } from '../parts/problem-text.ts';
import { Secret } from '../parts/secret.tsx';
import { Field } from '../session/field.tsx';

const QrCode = lazy(() => import('./qr-code.tsx').then(module => ({ default: module.QrCode })));

interface Offer {
  readonly secret: string;
  readonly uri: string;
}

type Done = (recoveryCodes: readonly string[]) => Promise<void>;

/** First the password, then the key for the app, to scan or to type, and a code of it. */
export function FactorSetUp({ done }: { done: Done }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const begin = useMutation({
    mutationFn: () => request<Offer>('POST', '/me/second-factor', { body: { currentPassword: password } }),
    onSuccess: () => setPassword(''),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (password) begin.mutate();
  };
  if (begin.data) return <Confirm offer={begin.data} done={done} />;
  return (
    <>
      <p className="text2 small-gap">{t('account.factorText')}</p>
      <div className="form-column">
        <form onSubmit={submit} noValidate>
          <Field
            label={t('session.current')}
            value={password}
            onChange={setPassword}
            secret
            autoComplete="current-password"
            error={begin.error ? problemText(begin.error) : undefined}
          />
          <Button type="primary" htmlType="submit" disabled={!password} loading={begin.isPending}>
            {t('account.factorBegin')}
          </Button>
        </form>
      </div>
    </>
  );
}

function Confirm({ offer, done }: { offer: Offer; done: Done }) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const confirm = useMutation({
    mutationFn: async () => {
      const { recoveryCodes } = await request<{ recoveryCodes: readonly string[] }>(
        'POST',
        '/me/second-factor/confirmation',
        { body: { code } },
      );
      await done(recoveryCodes);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (code) confirm.mutate();
  };
  return (
    <>
      <p className="text2">{t('account.factorAdd')}</p>
      <Suspense fallback={<div className="qr-code" />}>
        <QrCode text={offer.uri} label={t('account.factorScan')} />
      </Suspense>
      <Secret
        label={t('account.factorKey')}
        value={offer.secret.replace(/(.{4})(?=.)/g, '$1 ')}
        copyLabel={t('account.copyKey')}
      />
      <p className="small-gap">
        <a href={offer.uri}>{t('account.factorOpen')}</a>
      </p>
      <Secret label={t('account.factorUri')} value={offer.uri} copyLabel={t('account.copyUri')} />
      <div className="form-column">
        <form onSubmit={submit} noValidate>
          <Field
            label={t('account.factorCode')}
            value={code}
            onChange={setCode}
            autoComplete="one-time-code"
            error={confirm.error ? problemText(confirm.error) : undefined}
          />
          <Button type="primary" htmlType="submit" disabled={!code} loading={confirm.isPending}>
            {t('account.factorConfirm')}
          </Button>
        </form>
      </div>
    </>
  );
}
