import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import type { Outcome, Row } from '../api/types.ts';
import { Refusal } from '../organization/group-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toast.tsx';

interface Props {
  readonly entries: readonly Row[];
  readonly close: () => void;
  readonly removed: () => void;
}

const shown = 10;

/** Entries leave the list of software; what computers have installed is theirs to tell. */
export function RemoveEntriesDialog({ entries, close, removed }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [goesOn, setGoesOn] = useState(false);
  const count = entries.length;
  const reported = entries.filter(row => Number(row['devices']) > 0).length;
  const remove = useMutation({
    mutationFn: () =>
      request<Outcome & { readonly reported: number }>('POST', '/software/remove', {
        body: { products: entries.map(({ id }) => id) },
      }),
    onSuccess: async outcome => {
      close();
      removed();
      await client.invalidateQueries({ queryKey: ['list', '/software'] });
      toast(t('software.removal.done', { count: count - outcome.reported }));
    },
  });
  return (
    <Dialog
      title={t('software.removal.title', { count })}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            danger
            disabled={!goesOn || remove.isPending}
            onClick={() => remove.mutate()}
          >
            {t('common.remove')}
          </Button>
        </>
      }
    >
      <p>{t('software.removal.advice')}</p>
      <ul className="consequences">
        {entries.slice(0, shown).map(row => (
          <li key={row.id}>
            {String(row['name'] ?? row.id)}{' '}
            <span className="count">{t('software.installed', { count: Number(row['devices']) })}</span>
          </li>
        ))}
        {count > shown && <li>{t('software.removal.more', { count: count - shown })}</li>}
      </ul>
      {reported > 0 && <p>{t('software.removal.reported', { count: reported })}</p>}
      <p>{t('software.removal.keeps')}</p>
      <label>
        <input type="checkbox" checked={goesOn} onChange={event => setGoesOn(event.target.checked)} />{' '}
        {t('software.removal.continue')}
      </label>
      {remove.error && <Refusal error={remove.error} />}
    </Dialog>
  );
}
