import { useMutation } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { nameOf, readFieldsAnew, scheduleForm, type DeviceFields } from '../devices/own-fields.ts';
import { Refusal } from '../organization/group-dialog.tsx';
import { Card } from '../parts/card.tsx';
import { toast } from '../parts/toast.tsx';

interface Props {
  readonly fields: DeviceFields;
  readonly edits: boolean;
}

const dayHours = 24;

/** When the people at the computers are asked for the fields that are theirs to fill in. */
export function FormCard({ fields, edits }: Props) {
  const { t } = useTranslation();
  const ids = { start: useId(), every: useId() };
  const { form } = fields;
  const [atOnce, setAtOnce] = useState(form.start === null);
  const [start, setStart] = useState(form.start ?? '');
  const [again, setAgain] = useState(form.everyHours !== null);
  const [days, setDays] = useState(String((form.everyHours ?? 90 * dayHours) / dayHours));
  const asked = fields.items.filter(({ source }) => source === 'endUser');
  const save = useMutation({
    mutationFn: () =>
      scheduleForm({
        start: atOnce ? null : start,
        everyHours: again ? Math.round(Number(days) * dayHours) : null,
      }),
    onSuccess: async () => {
      await readFieldsAnew();
      toast(t('deviceFields.form.saved'));
    },
  });
  const complete = (atOnce || start !== '') && (!again || Number(days) > 0);
  return (
    <Card title={t('deviceFields.form.title')}>
      <p className="text2">
        {asked.length === 0
          ? t('deviceFields.form.nobody')
          : t('deviceFields.form.asked', { names: asked.map(nameOf).join(', ') })}
      </p>
      <fieldset className="choices" disabled={!edits}>
        <legend>{t('deviceFields.form.when')}</legend>
        <label>
          <input type="radio" name="start" checked={atOnce} onChange={() => setAtOnce(true)} />{' '}
          {t('deviceFields.form.now')}
        </label>
        <label>
          <input type="radio" name="start" checked={!atOnce} onChange={() => setAtOnce(false)} />{' '}
          {t('deviceFields.form.at')}
        </label>
        {!atOnce && (
          <div className="form-column">
            <label htmlFor={ids.start}>{t('deviceFields.form.start')}</label>
            <Input
              id={ids.start}
              type="datetime-local"
              value={start}
              onChange={event => setStart(event.target.value)}
            />
          </div>
        )}
        <label>
          <input type="checkbox" checked={again} onChange={event => setAgain(event.target.checked)} />{' '}
          {t('deviceFields.form.again')}
        </label>
        {again && (
          <div className="form-column">
            <label htmlFor={ids.every}>{t('deviceFields.form.every')}</label>
            <Input
              id={ids.every}
              type="number"
              min={1}
              max={366}
              value={days}
              onChange={event => setDays(event.target.value)}
            />
          </div>
        )}
      </fieldset>
      {save.error && <Refusal error={save.error} />}
      {edits && (
        <Button type="primary" disabled={!complete || save.isPending} onClick={() => save.mutate()}>
          {t('deviceFields.form.save')}
        </Button>
      )}
    </Card>
  );
}
