import { Suspense, useState } from 'react';
import { useMayManage } from '../../agents/use-may-manage.ts';
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
  UpdateDialog,
} from './acts-menu.tsx';
import type { Many } from './many.ts';
import { MOST_DEVICES } from './run.ts';

/** What can be done to devices of a list, in the order menus offer it. */
const listActs = [
  'inventory',
  'message',
  'start',
  'restart',
  'shutdown',
  'update',
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

/** Those of them that the person may do: whoever administers some departments leads no agents to another version. */
export function useOfferedActs(): readonly ListAct[] {
  const mayUpdate = useMayManage();
  return listActs.filter(act => act !== 'update' || mayUpdate);
}

/** Of them those the server does to all devices that match, however many. */
const manyActs: ReadonlySet<ListAct> = new Set([
  ...(['inventory', 'message', 'restart', 'shutdown', 'uninstall'] as const),
  ...(['place', 'group', 'ignore', 'manage', 'remove'] as const),
]);

/** What can be done to so many devices: chosen one by one, or (`all`) as those that match. */
export function isOffered(act: ListAct, count: number, all: boolean): boolean {
  if (count > MOST_DEVICES) return all && manyActs.has(act);
  return act !== 'merge' || count === 2;
}

/** Devices of a list: named, or all that match a filter where the console does not act on each itself. */
export type Chosen = { readonly ids: readonly string[] } | { readonly many: Many };

interface Asked {
  readonly act: ListAct;
  readonly ids: readonly string[];
  readonly many?: Many | undefined;
  /** After all was done. */
  readonly after: () => void;
  /** The group they were dropped on. */
  readonly group?: string;
}

/** Begins an act on devices of a list; its dialog says first what follows. `nameOf` is asked of one device alone. */
export function useListActs(nameOf: (id: string) => string) {
  const [asked, setAsked] = useState<Asked>();
  const begin = async (act: ListAct, chosen: () => Promise<Chosen>, after: () => void) => {
    try {
      setAsked({ act, ids: [], ...(await chosen()), after });
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

function ActDialogs({ asked: { act, ids, many, after, group }, nameOf, close }: Props) {
  const name = ids.length === 1 ? nameOf(ids[0]!) : '';
  const of = { ids, many, name, close };
  return (
    <Suspense>
      {act === 'edit' && <EditDialog {...of} />}
      {act === 'fields' && <FieldsDialog {...of} />}
      {act === 'start' && <StartDialog {...of} />}
      {act === 'update' && <UpdateDialog {...of} after={after} />}
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
