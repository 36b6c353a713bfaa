import { Button, Input } from 'antd';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { toast } from '../parts/toast.tsx';
import { newViewId, useViewActs } from './view-acts.ts';

interface Props {
  readonly parts: {
    readonly f?: string | undefined;
    readonly sort?: string | undefined;
    readonly cols?: string | undefined;
  };
  readonly close: () => void;
}

export function SaveView({ parts, close }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [name, setName] = useState('');
  const navigate = useNavigate();
  const { put } = useViewActs();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const trimmed = name.trim();
    if (!trimmed) return;
    const view = newViewId();
    await put({
      id: view,
      name: trimmed,
      ...(parts.f ? { f: parts.f } : {}),
      ...(parts.sort ? { sort: parts.sort } : {}),
      ...(parts.cols ? { cols: parts.cols } : {}),
    });
    await navigate({ to: '.', search: previous => ({ ...previous, view }) });
    toast(t('devices.views.saved', { name: trimmed }));
    close();
  };
  return (
    <form className="filter-editor" onSubmit={event => void submit(event)}>
      <div>
        <label htmlFor={id}>{t('devices.views.name')}</label>
        <Input id={id} maxLength={80} value={name} onChange={event => setName(event.target.value)} />
        <p className="small text2">{t('devices.views.private')}</p>
      </div>
      <Button type="primary" htmlType="submit" disabled={!name.trim()}>
        {t('devices.views.saveAs')}
      </Button>
    </form>
  );
}
