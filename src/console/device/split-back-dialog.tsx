import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import type { DeviceDetail } from '../api/types.ts';
import { ConflictError, unlessChanged, type Seen } from '../devices/acts/conflict.ts';
import { ConflictDialog } from '../devices/acts/conflict-dialog.tsx';
import { mergeDevices, splitBack } from '../devices/acts/requests.ts';
import { runOnEach } from '../devices/acts/run.ts';
import { undoneBy, useActed } from '../devices/acts/use-acted.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { PreviewEvents } from './preview-events.tsx';

/** Takes a merge back: the record that was merged stands for itself again, with the keys it brought. */
export function SplitBackDialog({ detail, close }: { detail: DeviceDetail; close: () => void }) {
  const { t } = useTranslation();
  const acted = useActed();
  // The page behind the dialog goes on following the device.
  const [seen] = useState<Seen>(detail);
  const [merged, setMerged] = useState(detail.absorbed.length === 1 ? detail.absorbed[0] : undefined);
  const [reason, setReason] = useState('');
  const records = useQuery({
    queryKey: ['absorbed', detail.absorbed],
    queryFn: ({ signal }) =>
      Promise.all(
        detail.absorbed.map(id => get<DeviceDetail>(`/devices/${encodeURIComponent(id)}`, undefined, signal)),
      ),
  });
  const preview = useQuery({
    queryKey: ['split-back-preview', detail.id, merged],
    queryFn: () => splitBack(detail.id, merged!, { dryRun: true }),
    enabled: merged !== undefined,
  });
  const split = useMutation({
    mutationFn: (from: Seen) =>
      unlessChanged((id, options) => splitBack(id, merged!, options), from)(detail.id, { reason }),
    onSuccess: async ({ position }) => {
      close();
      await acted(position, t('acts.splitBack.done'), () =>
        runOnEach([merged!], from => mergeDevices(from, detail.id)).then(undoneBy),
      );
    },
  });
  const error = records.error ?? preview.error ?? split.error;
  if (split.error instanceof ConflictError)
    return (
      <ConflictDialog
        title={t('acts.splitBack.title')}
        conflict={split.error}
        yours={[t('acts.splitBack.verb')]}
        reason={reason}
        apply={from => split.mutate(from)}
        close={close}
      />
    );
  return (
    <Dialog
      title={t('acts.splitBack.title')}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={!preview.data}
            loading={split.isPending}
            onClick={() => split.mutate(seen)}
          >
            {t('acts.splitBack.verb')}
          </Button>
        </>
      }
    >
      <p>{t('acts.splitBack.explain')}</p>
      <fieldset className="choices">
        <legend>{t('acts.splitBack.which')}</legend>
        {detail.absorbed.map(id => {
          const record = records.data?.find(each => each.id === id);
          return (
            <label key={id}>
              <input type="radio" name="merged" checked={merged === id} onChange={() => setMerged(id)} />{' '}
              <span>
                <span className="mono">{String(record?.summary['name'] ?? id)}</span>{' '}
                <span className="text2 mono">{record?.keys.slice(0, 2).join(', ')}</span>
              </span>
            </label>
          );
        })}
      </fieldset>
      {preview.data && <PreviewEvents events={preview.data.events} />}
      <ReasonField value={reason} onChange={setReason} />
      {error && <ErrorPanel error={error} />}
    </Dialog>
  );
}
