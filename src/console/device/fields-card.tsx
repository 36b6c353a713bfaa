import { useTranslation } from 'react-i18next';
import type { DeviceDetail } from '../api/types.ts';
import { nameOf, useDeviceFields } from '../devices/own-fields.ts';
import { Card } from '../parts/card.tsx';
import { useFormat } from '../parts/format.ts';
import { Value } from './value.tsx';

/** What people entered of the device, at the console or at the computer itself. */
export function FieldsCard({ detail }: { readonly detail: DeviceDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fields = useDeviceFields();
  const word = (value: string | number | undefined) =>
    typeof value === 'number' ? format.number(value) : value;
  return (
    <Card title={t('device.cards.fields')}>
      <dl>
        {fields.map(field => (
          <Value
            key={field.id}
            label={nameOf(field)}
            source={detail.sources[`fields.${field.id}`]}
            nothing="notSet"
          >
            {word(detail.fields[field.id])}
          </Value>
        ))}
      </dl>
    </Card>
  );
}
