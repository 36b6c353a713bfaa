import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRefresh } from '../devices/acts/use-acted.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { toast } from '../parts/toast.tsx';
import { removeConfigurations } from './requests.ts';
import type { Configuration } from './types.ts';

interface Props {
  readonly removed: readonly Configuration[];
  readonly close: () => void;
  readonly done: () => void;
}

/** Removes configurations, all or none; one that is still assigned is named before it is tried. */
export function RemoveDialog({ removed, close, done }: Props) {
  const { t } = useTranslation();
  const refresh = useRefresh();
  const assigned = removed.filter(({ groups, computers }) => groups + computers > 0);
  const remove = useMutation({
    mutationFn: () => removeConfigurations(removed.map(({ id }) => id)),
    onSuccess: async () => {
      close();
      done();
      toast(t('agents.removed', { count: removed.length }));
      await refresh();
    },
  });
  const names = removed.map(({ name }) => name).join(', ');
  return (
    <Dialog
      title={t('agents.removeTitle', { count: removed.length })}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            danger
            disabled={assigned.length > 0}
            loading={remove.isPending}
            onClick={() => remove.mutate()}
          >
            {t('agents.remove')}
          </Button>
        </>
      }
    >
      <p>{names}</p>
      {assigned.length > 0 ? (
        <div className="notice" data-tone="warning">
          <div>
            <strong>{t('agents.stillAssigned')}</strong>
            <ul>
              {assigned.map(({ id, name, groups, computers }) => (
                <li key={id}>
                  {name}: {t('agents.assignedCounts', { groups, computers })}
                </li>
              ))}
            </ul>
            <p>{t('agents.cancelFirst')}</p>
          </div>
        </div>
      ) : (
        <p className="text2">{t('agents.removeText')}</p>
      )}
      {remove.error && <ErrorPanel error={remove.error} />}
    </Dialog>
  );
}
