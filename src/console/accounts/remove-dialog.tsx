import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { Dialog } from '../parts/dialog.tsx';
import { problemText } from '../parts/problem-text.ts';
import { Glyph } from '../parts/status.tsx';
import { accountPath } from './queries.ts';

interface Props {
  readonly userIds: readonly string[];
  readonly close: () => void;
  /** With those that are gone. */
  readonly removed: (userIds: readonly string[]) => void;
}

/** Asks, then removes one account after the other; a refusal does not keep the others from it. */
export function RemoveDialog({ userIds, close, removed }: Props) {
  const { t } = useTranslation();
  const remove = useMutation({
    mutationFn: async () => {
      const gone: string[] = [];
      const refused: { readonly userId: string; readonly error: unknown }[] = [];
      for (const userId of userIds)
        await request('DELETE', accountPath(userId)).then(
          () => gone.push(userId),
          (error: unknown) => refused.push({ userId, error }),
        );
      return { gone, refused };
    },
    onSuccess: ({ gone, refused }) => {
      if (gone.length > 0) removed(gone);
      if (refused.length === 0) close();
    },
  });
  const [only] = userIds;
  const what =
    userIds.length === 1 && only !== undefined ? only : t('accounts.count', { count: userIds.length });
  const refused = remove.data?.refused;
  return (
    <Dialog
      title={t('accounts.removeTitle', { what })}
      close={close}
      foot={
        refused ? (
          <Button type="primary" onClick={close}>
            {t('common.close')}
          </Button>
        ) : (
          <>
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button type="primary" danger loading={remove.isPending} onClick={() => remove.mutate()}>
              {t('accounts.remove', { what })}
            </Button>
          </>
        )
      }
    >
      {refused ? (
        <div role="status">
          <p>
            <Glyph shape="failed" tone="critical" /> {t('accounts.notRemoved', { count: refused.length })}
          </p>
          <ul className="refusals" tabIndex={0} aria-label={t('acts.refusals')}>
            {refused.map(({ userId, error }) => (
              <li key={userId}>
                <span className="mono">{userId}</span> {problemText(error)}
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <ul className="consequences">
          <li>{t('accounts.removeEnds')}</li>
          <li>{t('accounts.removeKeeps')}</li>
          <li>{t('accounts.removeForGood')}</li>
        </ul>
      )}
    </Dialog>
  );
}
