import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayManage } from '../agents/use-may-manage.ts';
import type { DeviceDetail } from '../api/types.ts';
import {
  ActsMenu,
  CommandDialog,
  EditDialog,
  FieldsDialog,
  GroupDialog,
  isCommand,
  MergeDialog,
  PlaceDialog,
  StartDialog,
  StatusDialog,
  UpdateDialog,
  type CommandAct,
} from '../devices/acts/acts-menu.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { useKeys } from '../shell/keys.ts';
import { commandActsFor, commandsQuery } from './commands.ts';

const MergeIntoDialog = lazy(() =>
  import('../devices/acts/merge-into-dialog.tsx').then(module => ({ default: module.MergeIntoDialog })),
);
const SplitDialog = lazy(() =>
  import('./split-dialog.tsx').then(module => ({ default: module.SplitDialog })),
);
const SplitBackDialog = lazy(() =>
  import('./split-back-dialog.tsx').then(module => ({ default: module.SplitBackDialog })),
);

type DeviceAct =
  | 'update'
  | 'start'
  | 'edit'
  | 'fields'
  | 'place'
  | 'group'
  | 'ignore'
  | 'manage'
  | 'mergeInto'
  | 'split'
  | 'splitBack'
  | 'remove';
type Act = DeviceAct | CommandAct;

/** What makes sense for a device that stands as it does. */
function actsFor(detail: DeviceDetail): readonly DeviceAct[] {
  const acts = {
    managed: ['ignore'],
    ignored: ['manage'],
    discovered: ['manage', 'ignore'],
  } as const satisfies Readonly<Record<string, readonly DeviceAct[]>>;
  const status = detail.managementStatus as keyof typeof acts;
  return [
    ...(detail.managementStatus === 'managed' ? (['start'] as const) : []),
    ...(detail.managementStatus === 'ignored' ? [] : (['edit', 'fields'] as const)),
    'place',
    'group',
    ...acts[status],
    'mergeInto',
    ...(detail.keys.length > 1 ? (['split'] as const) : []),
    ...(detail.absorbed.length > 0 ? (['splitBack'] as const) : []),
    'remove',
  ];
}

/** Everything that can be done to the device, each with what follows from it before it is done. */
export function DeviceActs({ detail }: { detail: DeviceDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [menu, setMenu] = useState(false);
  const [act, setAct] = useState<Act>();
  const [into, setInto] = useState<string>();
  const { params } = useAsOf();
  const { data: commands } = useQuery(commandsQuery(detail.id, params));
  const ids = [detail.id];
  const name = String(detail.summary['name'] ?? detail.id);
  const close = () => (setAct(undefined), setInto(undefined));
  const mayUpdate = useMayManage();
  const told = commandActsFor(commands);
  useKeys({ '.': () => setMenu(true) });
  return (
    <>
      <ActsMenu
        acts={[
          ...told,
          ...(mayUpdate && told.includes('inventory') ? (['update'] as const) : []),
          ...actsFor(detail),
        ]}
        open={menu}
        setOpen={setMenu}
        pick={setAct}
        note={detail.managementType === 'offline' ? t('device.offline.noCommands') : undefined}
      />
      <Suspense>
        {act === 'edit' && <EditDialog ids={ids} name={name} standing={detail} close={close} />}
        {act === 'update' && <UpdateDialog ids={ids} name={name} close={close} />}
        {act === 'start' && <StartDialog ids={ids} name={name} close={close} />}
        {act === 'fields' && <FieldsDialog ids={ids} name={name} standing={detail} close={close} />}
        {act === 'place' && <PlaceDialog ids={ids} name={name} standing={detail} close={close} />}
        {act === 'group' && <GroupDialog ids={ids} name={name} close={close} />}
        {(act === 'ignore' || act === 'manage' || act === 'remove') && (
          <StatusDialog act={act} ids={ids} name={name} seen={detail} close={close} />
        )}
        {act && isCommand(act) && <CommandDialog act={act} ids={ids} name={name} close={close} />}
        {act === 'mergeInto' && !into && (
          <MergeIntoDialog id={detail.id} name={name} choose={setInto} close={close} />
        )}
        {act === 'mergeInto' && into && (
          <MergeDialog
            ids={[into, detail.id]}
            close={close}
            after={kept => void navigate({ to: '/devices/$id', params: { id: kept } })}
          />
        )}
        {act === 'split' && <SplitDialog detail={detail} close={close} />}
        {act === 'splitBack' && <SplitBackDialog detail={detail} close={close} />}
      </Suspense>
    </>
  );
}
