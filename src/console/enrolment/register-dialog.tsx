import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { deviceTypes } from '../devices/acts/edit-model.ts';
import { useOwnTypes } from '../devices/own-types.ts';
import { pathOf } from '../devices/path.ts';
import { registerDevice } from '../devices/acts/requests.ts';
import { useActed } from '../devices/acts/use-acted.ts';
import { valueWord } from '../devices/value-words.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { ReasonField } from '../parts/reason-field.tsx';

const empty = {
  name: '',
  ipAddress: '',
  macAddress: '',
  manufacturer: '',
  model: '',
  serialNumber: '',
  assetTag: '',
  department: '',
  location: '',
};
type Field = keyof typeof empty;
const inventoryFields = ['manufacturer', 'model', 'serialNumber', 'assetTag'] as const;

/** Letters and dots of an address; whether it is one, the server says. */
const looksLikeIp = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/i;
const looksLikeMac = /^[0-9a-f]{2}([:-]?[0-9a-f]{2}){5}$/i;

/** A device that nothing can report for. */
export function RegisterDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const own = useOwnTypes();
  const format = useFormat();
  const navigate = useNavigate();
  const acted = useActed();
  const typeId = useId();
  const [texts, setTexts] = useState(empty);
  const [type, setType] = useState('');
  const [reason, setReason] = useState('');
  const said = (field: Field) => texts[field].trim();
  const wrong: Partial<Record<Field, string>> = {
    ...(said('ipAddress') &&
      !looksLikeIp.test(said('ipAddress')) && { ipAddress: t('acts.register.ipWrong') }),
    ...(said('macAddress') &&
      !looksLikeMac.test(said('macAddress')) && { macAddress: t('acts.register.macWrong') }),
    ...(said('department') && !pathOf(said('department')) && { department: t('acts.place.wrong') }),
    ...(said('location') && !pathOf(said('location')) && { location: t('acts.place.wrong') }),
  };
  const register = useMutation({
    mutationFn: () => registerDevice(bodyOf(texts, type, reason)),
    onSuccess: async ({ id, position }) => {
      close();
      await acted(position, t('acts.register.done', { name: said('name') }));
      await navigate({ to: '/devices/$id', params: { id } });
    },
  });
  const ready = said('name') !== '' && Object.keys(wrong).length === 0;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (ready) register.mutate();
  };
  const optional = (field: string) => t('acts.register.optional', { field });
  const labels: Readonly<Record<Field, string>> = {
    name: t('acts.register.name'),
    ipAddress: t('acts.register.ip'),
    macAddress: t('acts.register.mac'),
    manufacturer: optional(t('devices.columns.manufacturer')),
    model: optional(t('devices.columns.model')),
    serialNumber: optional(t('devices.columns.serialNumber')),
    assetTag: optional(t('devices.columns.assetTag')),
    department: optional(t('devices.columns.department')),
    location: optional(t('devices.columns.location')),
  };
  return (
    <Dialog title={t('acts.register.title')} width={560} close={close}>
      <p className="text2">{t('acts.register.explain')}</p>
      <form onSubmit={submit}>
        <div className="edit-fields">
          <TextField
            label={labels.name}
            value={texts.name}
            onChange={name => setTexts({ ...texts, name })}
            error={undefined}
          />
          <div className="edit-field">
            <label htmlFor={typeId}>{t('devices.columns.deviceType')}</label>
            <select id={typeId} value={type} onChange={event => setType(event.target.value)}>
              <option value="">{t('acts.register.decide')}</option>
              {[...deviceTypes, ...own.map(({ id }) => id)].map(each => (
                <option key={each} value={each}>
                  {valueWord('deviceType', each, t, format)}
                </option>
              ))}
            </select>
          </div>
          {(Object.keys(empty) as Field[])
            .filter(field => field !== 'name')
            .map(field => (
              <TextField
                key={field}
                label={labels[field]}
                value={texts[field]}
                onChange={text => setTexts({ ...texts, [field]: text })}
                error={wrong[field]}
              />
            ))}
        </div>
        <ReasonField value={reason} onChange={setReason} />
        {register.error && <ErrorPanel error={register.error} />}
        <footer>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!ready} loading={register.isPending}>
            {t('acts.register.verb')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (text: string) => void;
}

function TextField({ label, value, error, onChange }: TextProps) {
  const id = useId();
  return (
    <div className="edit-field">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        value={value}
        maxLength={255}
        autoComplete="off"
        status={error ? 'error' : ''}
        aria-invalid={error !== undefined}
        {...(error && { 'aria-describedby': `${id}-error` })}
        onChange={event => onChange(event.target.value)}
      />
      {error && (
        <p className="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

function bodyOf(texts: typeof empty, type: string, reason: string): object {
  const given = (field: Field) => texts[field].trim() || undefined;
  const fields = Object.fromEntries(
    inventoryFields.flatMap(field => {
      const text = given(field);
      return text === undefined ? [] : [[`hardware.${field}`, text]];
    }),
  );
  const place = (field: 'department' | 'location') => {
    const text = given(field);
    return text === undefined ? {} : { [field]: pathOf(text) };
  };
  return {
    name: texts.name.trim(),
    ...(type && { deviceType: type }),
    ...(given('ipAddress') && { ipAddress: given('ipAddress') }),
    ...(given('macAddress') && { macAddress: given('macAddress') }),
    ...(Object.keys(fields).length > 0 && { fields }),
    ...place('department'),
    ...place('location'),
    ...(reason.trim() && { reason: reason.trim() }),
  };
}
