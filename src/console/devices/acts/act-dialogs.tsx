import { Suspense, useState } from 'react';
import { toastError } from '../../parts/toast.tsx';
import {
  CommandDialog,
  EditDialog,
  FieldsDialog,
  GroupDialog,
  isCommand,
  MergeDialog,
  PlaceDialog,
  StartDialog,
  StatusDialog,
} from './acts-menu.tsx';

/** What can be done to devices of a list, in the order menus offer it. */
export const listActs = [
  'inventory',
  'message',
  'start',
  'restart',
  'shutdown',
  'uninstall',
  'edit',
  'fields',
  'place',
  'group',
  'ignore',
  'manage',
  'merge',
  'remove',
] as const;
export type ListAct = (typeof listActs)[number];

interface Asked {
  readonly act: ListAct;
  readonly ids: readonly string[];
  /** After all was done. */
  readonly after: () => void;
  /** The group they were dropped on. */
  readonly group?: string;
}

/** Begins an act on devices of a list; its dialog says first what follows. `nameOf` is asked of one device alone. */
export function useListActs(nameOf: (id: string) => string) {
  const [asked, setAsked] = useState<Asked>();
  const begin = async (act: ListAct, idsOf: () => Promise<readonly string[]>, after: () => void) => {
    try {
      setAsked({ act, ids: await idsOf(), after });
    } catch (error) {
      toastError(error);
    }
  };
  return {
    begin,
    /** Devices that were carried to a group filled by hand. */
    group: (ids: readonly string[], group: string) =>
      setAsked({ act: 'group', ids, after: () => undefined, group }),
    dialogs: asked && <ActDialogs asked={asked} nameOf={nameOf} close={() => setAsked(undefined)} />,
  };
}

interface Props {
  readonly asked: Asked;
  readonly nameOf: (id: string) => string;
  readonly close: () => void;
}

function ActDialogs({ asked: { act, ids, after, group }, nameOf, close }: Props) {
  const name = ids.length === 1 ? nameOf(ids[0]!) : '';
  const of = { ids, name, close };
  return (
    <Suspense>
      {act === 'edit' && <EditDialog {...of} />}
      {act === 'fields' && <FieldsDialog {...of} />}
      {act === 'start' && <StartDialog {...of} />}
      {act === 'place' && <PlaceDialog {...of} />}
      {act === 'group' && <GroupDialog {...of} {...(group !== undefined && { group })} />}
      {(act === 'ignore' || act === 'manage' || act === 'remove') && (
        <StatusDialog act={act} {...of} after={after} />
      )}
      {isCommand(act) && <CommandDialog act={act} {...of} after={after} />}
      {act === 'merge' && <MergeDialog ids={[ids[0]!, ids[1]!]} close={close} after={after} />}
    </Suspense>
  );
}
