import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import type { DeviceDetail } from '../api/types.ts';
import { PreviewEvents } from '../device/preview-events.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { mergeDevices, splitBack } from './acts/requests.ts';
import { runOnEach } from './acts/run.ts';
import { useActed } from './acts/use-acted.ts';

interface Props {
  /** The first is kept unless the person chooses the other. */
  readonly ids: readonly [string, string];
  readonly close: () => void;
  /** With the device that was kept. */
  readonly after?: (kept: string) => void;
}

/** Shows the events the merge would record before anything is recorded. */
export function MergeDialog({ ids, close, after }: Props) {
  const { t } = useTranslation();
  const acted = useActed();
  const [keep, setKeep] = useState(0);
  const [reason, setReason] = useState('');
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
    queryFn: () => mergeDevices(from, into, { dryRun: true }),
  });
  const merge = useMutation({
    mutationFn: () => mergeDevices(from, into, { reason }),
    onSuccess: async ({ position }) => {
      close();
      after?.(into);
      await acted(position, t('devices.merge.done'), () => runOnEach([into], id => splitBack(id, from)));
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
      <ReasonField value={reason} onChange={setReason} />
      {(preview.error ?? merge.error) && <ErrorPanel error={preview.error ?? merge.error} />}
    </Dialog>
  );
}
