import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../api/query-client.ts';
import { Refusal } from '../organization/group-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toast.tsx';
import { changeKinds } from '../../../domain/devices/change-kinds/index.ts';
import { setTracking, trackingQuery, type Tracking } from './queries.ts';

/** Which changes the revision history shows. */
export function TrackingDialog({
  tracking,
  close,
}: {
  readonly tracking: Tracking;
  readonly close: () => void;
}) {
  const { t } = useTranslation();
  const [collect, setCollect] = useState(tracking.collect);
  const [items, setItems] = useState(tracking.items);
  const save = useMutation({
    mutationFn: () => setTracking({ collect, items }),
    onSuccess: async () => {
      close();
      await queryClient.invalidateQueries({ queryKey: trackingQuery.queryKey });
      await queryClient.invalidateQueries({ queryKey: ['revisions'] });
      toast(t('revisions.saved'));
    },
  });
  return (
    <Dialog
      title={t('revisions.settings')}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" disabled={save.isPending} onClick={() => save.mutate()}>
            {t('revisions.apply')}
          </Button>
        </>
      }
    >
      <p className="text2">{t('revisions.explain')}</p>
      <fieldset className="choices">
        <legend>{t('revisions.targets')}</legend>
        <label>
          <input type="checkbox" checked={collect} onChange={event => setCollect(event.target.checked)} />{' '}
          {t('revisions.collect')}
        </label>
        {changeKinds.map(kind => (
          <label key={kind} className="indented">
            <input
              type="checkbox"
              disabled={!collect}
              checked={items.includes(kind)}
              onChange={event =>
                setItems(event.target.checked ? [...items, kind] : items.filter(each => each !== kind))
              }
            />{' '}
            {t(`device.kinds.${kind}`)}
          </label>
        ))}
      </fieldset>
      {save.error && <Refusal error={save.error} />}
    </Dialog>
  );
}
