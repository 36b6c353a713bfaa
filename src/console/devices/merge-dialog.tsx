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
import { ConflictError, unlessChanged, type Seen } from './acts/conflict.ts';
import { ConflictDialog } from './acts/conflict-dialog.tsx';
import { mergeDevices, splitBack } from './acts/requests.ts';
import { runOnEach } from './acts/run.ts';
import { undoneBy, useActed } from './acts/use-acted.ts';

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
  const details = useQuery({
    queryKey: ['merge-details', ids],
    queryFn: ({ signal }) =>
      Promise.all(ids.map(id => get<DeviceDetail>(`/devices/${id}`, undefined, signal))),
    // As the person saw them: what happens meanwhile is a conflict, not news.
    staleTime: Infinity,
    gcTime: 0,
  });
  const preview = useQuery({
    queryKey: ['merge-preview', into, from],
    queryFn: () => mergeDevices(from, into, { dryRun: true }),
  });
  const merge = useMutation({
    mutationFn: (seen: Seen) =>
      unlessChanged((id, options) => mergeDevices(id, into, options), seen)(from, { reason }),
    onSuccess: async ({ position }) => {
      close();
      after?.(into);
      await acted(position, t('devices.merge.done'), () =>
        runOnEach([into], id => splitBack(id, from)).then(undoneBy),
      );
    },
  });
  const detailOf = (id: string) => details.data?.[ids.indexOf(id)];
  const name = (id: string) => String(detailOf(id)?.summary['name'] ?? id);
  const ending = detailOf(from);
  if (merge.error instanceof ConflictError)
    return (
      <ConflictDialog
        title={t('devices.merge.title')}
        conflict={merge.error}
        yours={[t('devices.merge.into', { from: name(from), into: name(into) })]}
        reason={reason}
        apply={seen => merge.mutate(seen)}
        close={close}
      />
    );
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
            disabled={!preview.data || !ending}
            loading={merge.isPending}
            onClick={() => merge.mutate(ending!)}
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
      {(details.error ?? preview.error ?? merge.error) && (
        <ErrorPanel error={details.error ?? preview.error ?? merge.error} />
      )}
    </Dialog>
  );
}
