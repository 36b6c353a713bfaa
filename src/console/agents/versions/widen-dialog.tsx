import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useActed } from '../../devices/acts/use-acted.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { widenUpdate } from './requests.ts';
import { ShareField } from './share-field.tsx';
import type { AgentUpdate } from './types.ts';
import { UpdateReachText } from './update-reach.tsx';

/** More of those an update is meant for. */
export function WidenDialog({ update, close }: { readonly update: AgentUpdate; readonly close: () => void }) {
  const { t } = useTranslation();
  const [percent, setPercent] = useState(100);
  const preview = useQuery({
    queryKey: ['agent-act-preview', 'widen', update.id, percent],
    queryFn: () => widenUpdate(update.id, percent, true),
    staleTime: 0,
    gcTime: 0,
  });
  const acted = useActed();
  const widen = useMutation({
    mutationFn: () => widenUpdate(update.id, percent, false),
    onSuccess: async ({ position }) => {
      close();
      await acted(position, t('agentVersions.widened'));
    },
  });
  return (
    <Dialog
      title={t('agentVersions.widenTitle', { version: update.version })}
      width={520}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={!preview.data || preview.isFetching || preview.data.events.length === 0}
            loading={widen.isPending}
            onClick={() => widen.mutate()}
          >
            {t('agentVersions.widen')}
          </Button>
        </>
      }
    >
      <ShareField value={percent} least={update.percent} change={setPercent} />
      <UpdateReachText preview={preview} />
      {widen.error && <ErrorPanel error={widen.error} />}
    </Dialog>
  );
}
