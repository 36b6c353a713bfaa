import { Button, Input } from 'antd';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { usePurpose } from './purpose.ts';

/** As many characters as the server takes. */
const longest = 500;

/** Asked once before anything is shown; who does not want to say goes back. */
export function PurposeDialog() {
  const { t } = useTranslation();
  const [, setPurpose] = usePurpose();
  const [text, setText] = useState('');
  const id = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (text.trim() !== '') setPurpose(text.trim());
  };
  return (
    <Dialog title={t('operations.purpose.title')} lasting close={() => history.back()}>
      <form className="filter-editor" onSubmit={submit}>
        <p>{t('operations.purpose.text')}</p>
        <div>
          <label htmlFor={id}>{t('operations.purpose.label')}</label>
          <Input
            id={id}
            autoFocus
            autoComplete="off"
            maxLength={longest}
            value={text}
            onChange={event => setText(event.target.value)}
          />
        </div>
        <div className="row-actions">
          <Button onClick={() => history.back()}>{t('operations.purpose.back')}</Button>
          <Button type="primary" htmlType="submit" disabled={text.trim() === ''}>
            {t('operations.purpose.open')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
