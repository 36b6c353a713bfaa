import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { operationsKey } from '../operations/queries.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { toast } from '../parts/toast.tsx';
import { archiveKeys, removeRestored, type Day } from './queries.ts';
import { isRange, RangeFields } from './range-fields.tsx';

/** Leaves days that were brought back to the archive alone again. */
export function RemoveDialog({ days, close }: { readonly days: readonly Day[]; readonly close: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const restored = days.filter(({ state }) => state === 'restored');
  const [range, setRange] = useState({
    from: restored.at(-1)?.day ?? '',
    until: restored[0]?.day ?? '',
  });
  const within = restored.filter(({ day }) => day >= range.from && day <= range.until);
  const remove = useMutation({
    mutationFn: () => removeRestored(range),
    onSuccess: async gone => {
      await client.invalidateQueries(archiveKeys);
      await client.invalidateQueries({ queryKey: [operationsKey] });
      toast(t('operationArchive.remove.done', { count: gone.days.length }));
      close();
    },
  });
  return (
    <Dialog
      title={t('operationArchive.remove.title')}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            danger
            disabled={!isRange(range) || within.length === 0}
            loading={remove.isPending}
            onClick={() => remove.mutate()}
          >
            {t('operationArchive.remove.act')}
          </Button>
        </>
      }
    >
      <p className="text2">{t('operationArchive.remove.help')}</p>
      <RangeFields range={range} onChange={setRange} />
      <p role="status">{t('operationArchive.remove.plan', { count: within.length })}</p>
      {remove.error && <ErrorPanel error={remove.error} />}
    </Dialog>
  );
}
