import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Configuration } from '../agents/types.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { bodyOf, emptyDraft, isComplete } from './draft.ts';
import { HandOut } from './hand-out.tsx';
import { createSet } from './requests.ts';
import { SetFields } from './set-fields.tsx';

interface Props {
  readonly configurations: readonly Configuration[];
  /** Id of the one that is chosen first. */
  readonly configuration: string;
  readonly close: () => void;
}

/** Makes an installation set, and hands out its installer. */
export function CreateInstallerDialog({ configurations, configuration, close }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => emptyDraft(configuration));
  const create = useMutation({
    mutationFn: async () => createSet(await bodyOf(draft)),
    onSuccess: () => client.invalidateQueries({ queryKey: ['installation-sets'] }),
  });
  if (create.data)
    return (
      <Dialog
        title={t('installers.made', { name: create.data.name })}
        width={640}
        close={close}
        foot={
          <Button type="primary" onClick={close}>
            {t('common.close')}
          </Button>
        }
      >
        <HandOut set={create.data} />
      </Dialog>
    );
  return (
    <Dialog
      title={t('installers.createTitle')}
      width={560}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button
            type="primary"
            disabled={!isComplete(draft)}
            loading={create.isPending}
            onClick={() => create.mutate()}
          >
            {t('installers.create')}
          </Button>
        </>
      }
    >
      <SetFields
        draft={draft}
        configurations={configurations}
        onChange={changed => setDraft({ ...draft, ...changed })}
      />
      {create.error && <ErrorPanel error={create.error} />}
    </Dialog>
  );
}
