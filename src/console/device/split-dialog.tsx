import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceDetail } from '../api/types.ts';
import { ConflictError, unlessChanged, type Seen } from '../devices/acts/conflict.ts';
import { ConflictDialog } from '../devices/acts/conflict-dialog.tsx';
import { mergeDevices, splitOff } from '../devices/acts/requests.ts';
import { runOnEach } from '../devices/acts/run.ts';
import { undoneBy, useActed } from '../devices/acts/use-acted.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { PreviewEvents } from './preview-events.tsx';

/** Takes keys off a device that reported for two machines; shows the events before they are recorded. */
export function SplitDialog({ detail, close }: { detail: DeviceDetail; close: () => void }) {
  const { t } = useTranslation();
  const acted = useActed();
  // The page behind the dialog goes on following the device.
  const [seen] = useState<Seen>(detail);
  const [reason, setReason] = useState('');
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const chosen = [...keys];
  const possible = detail.keys.length > 1;
  const right = chosen.length > 0 && chosen.length < detail.keys.length;
  const preview = useQuery({
    queryKey: ['split-preview', detail.id, chosen],
    queryFn: () => splitOff(detail.id, chosen, { dryRun: true }),
    enabled: right,
  });
  const split = useMutation({
    mutationFn: (from: Seen) =>
      unlessChanged((id, options) => splitOff(id, chosen, options), from)(detail.id, { reason }),
    onSuccess: async ({ into, position }) => {
      close();
      await acted(position, t('device.splitDialog.done'), () =>
        runOnEach([into], from => mergeDevices(from, detail.id)).then(undoneBy),
      );
    },
  });
  const toggle = (key: string) => {
    const next = new Set(keys);
    if (!next.delete(key)) next.add(key);
    setKeys(next);
  };
  if (split.error instanceof ConflictError)
    return (
      <ConflictDialog
        title={t('device.splitDialog.title')}
        conflict={split.error}
        yours={[t('device.splitDialog.act'), ...chosen]}
        reason={reason}
        apply={from => split.mutate(from)}
        close={close}
      />
    );
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
            onClick={() => split.mutate(seen)}
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
      {possible && <ReasonField value={reason} onChange={setReason} />}
      {right && preview.data && <PreviewEvents events={preview.data.events} />}
      {(preview.error ?? split.error) && <ErrorPanel error={preview.error ?? split.error} />}
    </Dialog>
  );
}
