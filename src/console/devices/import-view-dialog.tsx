import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError, request } from '../api/client.ts';
import { meQuery } from '../api/session.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { toast } from '../parts/toast.tsx';
import { sharedViewsQuery } from './views.ts';

interface Imported {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

/** A filter file of this or another server becomes a view of one's own; one of the same name is asked about. */
export function ImportViewDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const field = { file: useId(), name: useId() };
  const [file, setFile] = useState<File>();
  const [name, setName] = useState('');
  const [replace, setReplace] = useState(false);
  const bring = useMutation({
    mutationFn: async () =>
      request<Imported>('POST', '/filters/import', {
        query: { ...(name.trim() && { name: name.trim() }), replace },
        text: { type: 'application/xml', content: await file!.text() },
      }),
    onSuccess: async imported => {
      await Promise.all(
        [meQuery, sharedViewsQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey })),
      );
      close();
      toast(t('devices.views.import.done', { name: imported.name }));
      if (imported.type === 'device') await navigate({ to: '/devices', search: { view: imported.id } });
    },
  });
  const taken = bring.error instanceof ProblemError && bring.error.problem.code === 'FILTER_EXISTS';
  return (
    <FormDialog
      title={t('devices.views.import.title')}
      verb={t('devices.views.import.verb')}
      complete={file !== undefined}
      send={bring}
      close={close}
    >
      <p className="text2 small-gap">{t('devices.views.import.explain')}</p>
      <div className="form-column">
        <label htmlFor={field.file}>{t('devices.views.import.file')}</label>
        <input
          id={field.file}
          type="file"
          accept=".xml,application/xml"
          onChange={event => {
            setFile(event.target.files?.[0]);
            bring.reset();
          }}
        />
        <label htmlFor={field.name}>{t('devices.views.import.name')}</label>
        <Input id={field.name} maxLength={80} value={name} onChange={event => setName(event.target.value)} />
      </div>
      {(taken || replace) && (
        <label className="check top-gap">
          <input type="checkbox" checked={replace} onChange={() => setReplace(!replace)} />{' '}
          {t('devices.views.import.replace')}
        </label>
      )}
    </FormDialog>
  );
}
