import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, request } from '../api/client.ts';
import type { DeviceDetail } from '../api/types.ts';
import { PreviewEvents } from '../device/preview-events.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { toast } from '../parts/toast.tsx';

export interface DecisionPreview {
  readonly dryRun?: boolean;
  readonly events: readonly { readonly type: string }[];
}

/** Shows the events the merge would record before anything is recorded. */
export function MergeDialog({ ids, close }: { ids: readonly [string, string]; close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [keep, setKeep] = useState(0);
  const into = ids[keep]!;
  const from = ids[1 - keep]!;
  const names = useQuery({
    queryKey: ['merge-names', ids],
    queryFn: async ({ signal }) => {
      const details = await Promise.all(
        ids.map(id => get<DeviceDetail>(`/devices/${id}`, undefined, signal)),
      );
      return details.map(each => String(each.summary['name'] ?? each.id));
    },
  });
  const preview = useQuery({
    queryKey: ['merge-preview', into, from],
    queryFn: () =>
      request<DecisionPreview>('POST', '/devices/merge', { query: { dryRun: true }, body: { into, from } }),
  });
  const merge = useMutation({
    mutationFn: () => request('POST', '/devices/merge', { body: { into, from } }),
    onSuccess: async () => {
      await client.invalidateQueries();
      toast(t('devices.merge.done'));
      close();
    },
  });
  const name = (id: string) => names.data?.[ids.indexOf(id)] ?? id;
  return (
    <Dialog
      title={t('devices.merge.title')}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            danger
            disabled={!preview.data}
            loading={merge.isPending}
            onClick={() => merge.mutate()}
          >
            {t('devices.merge.into', { from: name(from), into: name(into) })}
          </Button>
        </>
      }
    >
      <p>{t('devices.merge.explain')}</p>
      <fieldset className="choices">
        <legend>{t('devices.merge.keep')}</legend>
        {ids.map((id, index) => (
          <label key={id}>
            <input type="radio" name="keep" checked={keep === index} onChange={() => setKeep(index)} />{' '}
            <span className="mono">{name(id)}</span>
          </label>
        ))}
      </fieldset>
      {preview.data && <PreviewEvents events={preview.data.events} />}
      {(preview.error ?? merge.error) && <ErrorPanel error={preview.error ?? merge.error} />}
    </Dialog>
  );
}
