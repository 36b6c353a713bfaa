import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Reach, usePreview } from './reach.tsx';
import { cancelAssignment } from './requests.ts';
import type { AssignmentTarget } from './types.ts';
import { useAgentActed } from './use-agent-act.ts';

interface Props {
  readonly targets: readonly AssignmentTarget[];
  readonly what: string;
  /** There can be groups inside. */
  readonly tree: boolean;
  readonly close: () => void;
  readonly done?: () => void;
}

/** Cancels direct assignments, with those of the groups inside if wanted. */
export function CancelDialog({ targets, what, tree, close, done }: Props) {
  const { t } = useTranslation();
  const [within, setWithin] = useState(false);
  const act = cancelAssignment(targets, within);
  const preview = usePreview({ actKey: ['cancel', targets, within], act }, true);
  const acted = useAgentActed();
  const cancel = useMutation({
    mutationFn: () => act(false),
    onSuccess: async outcome => {
      close();
      done?.();
      await acted(outcome, t('agents.cancelled'));
    },
  });
  return (
    <Dialog
      title={t('agents.cancelTitle', { what })}
      width={520}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.close')}</Button>
          <Button
            type="primary"
            disabled={!preview.data || preview.isFetching}
            loading={cancel.isPending}
            onClick={() => cancel.mutate()}
          >
            {t('agents.cancelAssignment')}
          </Button>
        </>
      }
    >
      <p className="text2">{t('agents.cancelText')}</p>
      {tree && (
        <label className="check">
          <input type="checkbox" checked={within} onChange={() => setWithin(!within)} />{' '}
          {t('agents.cancelWithin')}
        </label>
      )}
      <Reach preview={preview} />
      {cancel.error && <ErrorPanel error={cancel.error} />}
    </Dialog>
  );
}
