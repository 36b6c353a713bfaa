import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Secret } from '../parts/secret.tsx';

const HOUR = 3_600;
const spans = [2, 24, 24 * 7, 24 * 30] as const;

export function CreateToken({
  token,
  onToken,
}: {
  token: string | undefined;
  onToken: (token: string) => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const ids = { uses: useId(), expires: useId(), note: useId() };
  const [uses, setUses] = useState('10');
  const [hours, setHours] = useState<number>(24);
  const [note, setNote] = useState('');
  const count = Number(uses);
  const valid = Number.isInteger(count) && count >= 1 && count <= 1_000_000;
  const create = useMutation({
    mutationFn: () =>
      request<{ token: string }>('POST', '/enrolment-tokens', {
        body: { uses: count, expiresInSeconds: hours * HOUR, ...(note.trim() ? { note: note.trim() } : {}) },
      }),
    onSuccess: async created => {
      onToken(created.token);
      await client.invalidateQueries({ queryKey: ['enrolment-tokens'] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (valid) create.mutate();
  };
  return (
    <>
      <p className="text2 small-gap">{t('enrolment.step1Text')}</p>
      <form className="inline-form" onSubmit={submit}>
        <div className="short">
          <label htmlFor={ids.uses}>{t('enrolment.uses')}</label>
          <Input
            id={ids.uses}
            type="number"
            min={1}
            max={1_000_000}
            value={uses}
            onChange={event => setUses(event.target.value)}
          />
        </div>
        <div className="short">
          <label htmlFor={ids.expires}>{t('enrolment.expires')}</label>
          <Select
            id={ids.expires}
            value={hours}
            onChange={setHours}
            options={spans.map(value => ({
              value,
              label:
                value < 48
                  ? t('enrolment.hours', { count: value })
                  : t('enrolment.days', { count: value / 24 }),
            }))}
          />
        </div>
        <div>
          <label htmlFor={ids.note}>{t('enrolment.note')}</label>
          <Input id={ids.note} maxLength={200} value={note} onChange={event => setNote(event.target.value)} />
        </div>
        <Button type="primary" htmlType="submit" disabled={!valid} loading={create.isPending}>
          {t('enrolment.create')}
        </Button>
      </form>
      {create.error && <ErrorPanel error={create.error} />}
      {token && <Secret label={t('enrolment.created')} value={token} copyLabel={t('enrolment.copyToken')} />}
    </>
  );
}
