import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../organization/group-dialog.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toast.tsx';
import { readConditionsAnew, removeConditions, type KnownCondition } from './queries.ts';

interface Props {
  readonly conditions: readonly KnownCondition[];
  readonly close: () => void;
  readonly removed: () => void;
}

/** Nothing is searched for any more; what was found leaves the lists with it. */
export function RemoveDialog({ conditions, close, removed }: Props) {
  const { t } = useTranslation();
  const count = conditions.length;
  const remove = useMutation({
    mutationFn: () => removeConditions(conditions.map(({ id }) => id)),
    onSuccess: async () => {
      close();
      removed();
      await readConditionsAnew();
      toast(t('softwareSearch.removed', { count }));
    },
  });
  return (
    <Dialog
      title={t('softwareSearch.removeTitle', { count })}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" danger disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t('softwareSearch.remove')}
          </Button>
        </>
      }
    >
      <ul className="consequences">
        {conditions.slice(0, 10).map(({ id, name, version }) => (
          <li key={id}>{[name, version].filter(Boolean).join(' ')}</li>
        ))}
        {count > 10 && <li>{t('softwareSearch.more', { count: count - 10 })}</li>}
      </ul>
      <p>{t('softwareSearch.removeText')}</p>
      {remove.error && <Refusal error={remove.error} />}
    </Dialog>
  );
}
