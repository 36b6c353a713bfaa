import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Configuration } from '../agents/types.ts';
import { useMay, useMe } from '../api/session.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { Toned, type Shape, type Tone } from '../parts/status.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { When } from '../parts/when.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { CreateInstallerDialog } from './create-dialog.tsx';
import { HandOut } from './hand-out.tsx';
import { revokeSet, setsQuery } from './requests.ts';
import { SetContents } from './set-contents.tsx';
import type { InstallationSet } from './types.ts';

const looks: Readonly<Record<InstallationSet['state'], readonly [Shape, Tone]>> = {
  active: ['ok', 'safe'],
  expired: ['offline', 'unknown'],
  'used-up': ['offline', 'unknown'],
  revoked: ['cancelled', 'unknown'],
  broken: ['warning', 'warning'],
};

type Open =
  | { readonly kind: 'create' }
  | { readonly kind: 'handOut' | 'contents' | 'revoke'; readonly set: InstallationSet };

/** Whether the person may make installers: they hand out configurations, which are of all departments. */
export function useMayInstall(): boolean {
  const may = useMay();
  return useMe()?.scope === null && may('agents.enrol');
}

/** Installation sets: what each is, how many computers came from it, and how it is handed out and ended. */
export function InstallerList({ configurations }: { readonly configurations: readonly Configuration[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayInstall = useMayInstall();
  const { time } = useAsOf();
  const { data, error, refetch } = useQuery({ ...setsQuery, enabled: mayInstall });
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const revoke = useMutation({
    mutationFn: (set: InstallationSet) => revokeSet(set.id),
    onSuccess: async () => {
      close();
      toast(t('installers.revoked'));
      await client.invalidateQueries({ queryKey: ['installation-sets'] });
    },
    onError: toastError,
  });
  if (!mayInstall) return <p className="text2">{t('installers.notYours')}</p>;
  const action = (set: InstallationSet, kind: 'handOut' | 'contents' | 'revoke') => (
    <Button
      size="small"
      aria-label={t(`installers.acts.${kind}Of`, { name: set.name })}
      onClick={() => setOpen({ kind, set })}
    >
      {t(`installers.acts.${kind}`)}
    </Button>
  );
  return (
    <>
      <Card
        title={t('installers.title')}
        action={
          !time && (
            <Button
              size="small"
              type="primary"
              icon={<Plus size={13} aria-hidden="true" />}
              onClick={() => setOpen({ kind: 'create' })}
            >
              {t('installers.create')}
            </Button>
          )
        }
      >
        {error ? (
          <ErrorPanel error={error} retry={() => void refetch()} />
        ) : !data ? (
          <Bones />
        ) : data.items.length === 0 ? (
          <p className="text2">{t('installers.none')}</p>
        ) : (
          <DataTable<InstallationSet>
            label={t('installers.title')}
            rows={data.items}
            rowKey={set => set.id}
            columns={[
              { key: 'name', title: t('installers.name'), cell: set => <strong>{set.name}</strong> },
              {
                key: 'platform',
                title: t('installers.platform'),
                cell: set => t(`installers.platforms.${set.platform}`),
              },
              {
                key: 'configuration',
                title: t('installers.configuration'),
                cell: set => set.configurationName ?? <span className="text3">{t('installers.gone')}</span>,
              },
              {
                key: 'state',
                title: t('installers.state'),
                cell: set => (
                  <Toned
                    shape={looks[set.state][0]}
                    tone={looks[set.state][1]}
                    word={t(`installers.states.${set.state}`)}
                  />
                ),
              },
              {
                key: 'used',
                title: t('installers.used'),
                cell: set => t('installers.usedOf', { used: set.used, uses: set.uses }),
              },
              { key: 'installed', title: t('installers.installed'), right: true, cell: set => set.installed },
              { key: 'failed', title: t('installers.failed'), right: true, cell: set => set.failed },
              {
                key: 'expires',
                title: t('installers.expiresAt'),
                cell: set => <When at={set.expiresAt} as="dateTime" />,
              },
              {
                key: 'acts',
                title: t('common.actions'),
                cell: set => (
                  <span className="row-actions agent-acts">
                    {!time && set.state === 'active' && action(set, 'handOut')}
                    {action(set, 'contents')}
                    {!time && set.state === 'active' && action(set, 'revoke')}
                  </span>
                ),
              },
            ]}
          />
        )}
      </Card>
      {open?.kind === 'create' && (
        <CreateInstallerDialog configurations={configurations} configuration="default" close={close} />
      )}
      {open?.kind === 'handOut' && (
        <Dialog title={open.set.name} width={640} close={close}>
          <HandOut set={open.set} />
        </Dialog>
      )}
      {open?.kind === 'contents' && (
        <Dialog title={t('installers.acts.contentsOf', { name: open.set.name })} width={560} close={close}>
          <SetContents set={open.set} />
        </Dialog>
      )}
      {open?.kind === 'revoke' && (
        <Dialog
          title={t('installers.acts.revokeOf', { name: open.set.name })}
          close={close}
          foot={
            <>
              <Button onClick={close}>{t('common.cancel')}</Button>
              <Button
                type="primary"
                danger
                loading={revoke.isPending}
                onClick={() => revoke.mutate(open.set)}
              >
                {t('installers.acts.revoke')}
              </Button>
            </>
          }
        >
          <p>{t('installers.revokeText', { count: open.set.installed })}</p>
        </Dialog>
      )}
    </>
  );
}
