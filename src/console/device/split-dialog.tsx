import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import type { DeviceDetail } from '../api/types.ts';
import type { DecisionPreview } from '../devices/merge-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { toast } from '../parts/toast.tsx';
import { PreviewEvents } from './preview-events.tsx';

/** Takes keys off a device that reported for two machines; shows the events before they are recorded. */
export function SplitDialog({ detail, close }: { detail: DeviceDetail; close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const chosen = [...keys];
  const possible = detail.keys.length > 1;
  const right = chosen.length > 0 && chosen.length < detail.keys.length;
  const path = `/devices/${encodeURIComponent(detail.id)}/split`;
  const preview = useQuery({
    queryKey: ['split-preview', detail.id, chosen],
    queryFn: () =>
      request<DecisionPreview>('POST', path, { query: { dryRun: true }, body: { keys: chosen } }),
    enabled: right,
  });
  const split = useMutation({
    mutationFn: () =>
      request<{ into: string }>('POST', path, { body: { keys: chosen }, ifMatch: detail.revision }),
    onSuccess: async ({ into }) => {
      await client.invalidateQueries();
      toast(t('device.splitDialog.done'), {
        word: t('common.open'),
        run: () => void navigate({ to: '/devices/$id', params: { id: into } }),
      });
      close();
    },
  });
  const toggle = (key: string) => {
    const next = new Set(keys);
    if (!next.delete(key)) next.add(key);
    setKeys(next);
  };
  return (
    <Dialog
      title={t('device.splitDialog.title')}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={!right || !preview.data}
            loading={split.isPending}
            onClick={() => split.mutate()}
          >
            {t('device.splitDialog.act')}
          </Button>
        </>
      }
    >
      <p>{t('device.splitDialog.explain')}</p>
      {possible ? (
        <fieldset className="choices">
          <legend>{t('device.splitDialog.keys')}</legend>
          {detail.keys.map(key => (
            <label key={key}>
              <input type="checkbox" checked={keys.has(key)} onChange={() => toggle(key)} />{' '}
              <span className="mono">{key}</span>
            </label>
          ))}
        </fieldset>
      ) : (
        <p className="text2">{t('device.splitDialog.noKeys')}</p>
      )}
      {possible && !right && <p className="text2">{t('device.splitDialog.choose')}</p>}
      {right && preview.data && <PreviewEvents events={preview.data.events} />}
      {(preview.error ?? split.error) && <ErrorPanel error={preview.error ?? split.error} />}
    </Dialog>
  );
}
