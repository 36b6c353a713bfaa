import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { toastError } from '../../parts/toast.tsx';
import type { Selection } from '../selection.ts';
import {
  ActsMenu,
  CommandDialog,
  EditDialog,
  GroupDialog,
  isCommand,
  MergeDialog,
  PlaceDialog,
  StatusDialog,
} from './acts-menu.tsx';
import { MOST_DEVICES } from './run.ts';

const acts = [
  'inventory',
  'message',
  'restart',
  'shutdown',
  'uninstall',
  'edit',
  'place',
  'group',
  'ignore',
  'manage',
  'merge',
  'remove',
] as const;
type Act = (typeof acts)[number];

interface Props {
  readonly selection: Selection;
  readonly idsOf: () => Promise<readonly string[]>;
  readonly nameOf: (id: string) => string;
}

/** What can be done to the selected devices. */
export function BulkActs({ selection, idsOf, nameOf }: Props) {
  const { t } = useTranslation();
  const [menu, setMenu] = useState(false);
  const [asked, setAsked] = useState<{ readonly act: Act; readonly ids: readonly string[] }>();
  const tooMany = selection.count > MOST_DEVICES;
  const close = () => setAsked(undefined);
  const begin = async (act: Act) => {
    try {
      setAsked({ act, ids: await idsOf() });
    } catch (error) {
      toastError(error);
    }
  };
  const ids = asked?.ids ?? [];
  const name = ids.length === 1 ? nameOf(ids[0]!) : '';
  return (
    <>
      <ActsMenu
        acts={acts.filter(each => each !== 'merge' || selection.count === 2)}
        open={menu}
        setOpen={setMenu}
        pick={act => void begin(act)}
        size="small"
        refusal={tooMany ? t('acts.tooMany', { count: MOST_DEVICES }) : undefined}
      />
      <Suspense>
        {asked?.act === 'edit' && <EditDialog ids={ids} name={name} close={close} />}
        {asked?.act === 'place' && <PlaceDialog ids={ids} name={name} close={close} />}
        {asked?.act === 'group' && <GroupDialog ids={ids} name={name} close={close} />}
        {(asked?.act === 'ignore' || asked?.act === 'manage' || asked?.act === 'remove') && (
          <StatusDialog act={asked.act} ids={ids} name={name} close={close} after={selection.clear} />
        )}
        {asked && isCommand(asked.act) && (
          <CommandDialog act={asked.act} ids={ids} name={name} close={close} after={selection.clear} />
        )}
        {asked?.act === 'merge' && (
          <MergeDialog ids={[ids[0]!, ids[1]!]} close={close} after={selection.clear} />
        )}
      </Suspense>
    </>
  );
}
