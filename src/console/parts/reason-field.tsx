import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

/** Why, or the ticket that asked for it; recorded with the events. The last field of a form. */
export function ReasonField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="form-column">
      <label htmlFor={id}>{t('acts.reason')}</label>
      <Input id={id} value={value} maxLength={1_000} onChange={event => onChange(event.target.value)} />
    </div>
  );
}
