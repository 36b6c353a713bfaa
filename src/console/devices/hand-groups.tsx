import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { EllipsisVertical, ExternalLink, Pencil, RefreshCw, Trash2 } from 'lucide-react';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../api/session.ts';
import type { DeviceGroup, Filter } from '../api/types.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useFormat } from '../parts/format.ts';
import { Menu, useMenu, type MenuGroups } from '../parts/menu.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { takesDevices } from './carry.ts';
import { groupListQuery, removeGroup, renameGroup, useGroups } from './groups.ts';

interface Props {
  readonly conditions: readonly Filter[];
  readonly setConditions: (conditions: readonly Filter[]) => void;
  /** Reads rows and counts anew. */
  readonly refresh: () => void;
  /** Devices were dropped on a group. Absent: nothing may be. */
  readonly put: ((ids: readonly string[], group: string) => void) | undefined;
}

const ofGroups = (filter: Filter) => 'column' in filter && filter.column === 'groups';

/** Groups filled by hand; a press shows only their devices. Absent where there are none. */
export function HandGroups({ conditions, setConditions, refresh, put }: Props) {
  const { t } = useTranslation();
  const groups = useGroups();
  if (groups.length === 0) return null;
  const mine = conditions.find(ofGroups);
  const chosen = mine?.op === 'contains' ? mine.value : undefined;
  const rest = conditions.filter(each => !ofGroups(each));
  return (
    <section className="panel-section" aria-labelledby="hand-groups-head">
      <h2 id="hand-groups-head">{t('devices.handGroups.title')}</h2>
      <ul className="tree">
        {groups.map(group => (
          <GroupItem
            key={group.id}
            group={group}
            chosen={chosen === group.id}
            choose={wanted =>
              setConditions(wanted ? [...rest, { op: 'contains', column: 'groups', value: group.id }] : rest)
            }
            refresh={refresh}
            take={put && (ids => put(ids, group.id))}
          />
        ))}
      </ul>
    </section>
  );
}

interface ItemProps {
  readonly group: DeviceGroup;
  readonly chosen: boolean;
  readonly choose: (wanted: boolean) => void;
  readonly refresh: () => void;
  readonly take: ((ids: readonly string[]) => void) | undefined;
}

function GroupItem({ group, chosen, choose, refresh, take }: ItemProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const router = useRouter();
  const unrestricted = useMe()?.scope === null;
  const { menu, open, close, onContextMenu } = useMenu<DeviceGroup>();
  const [asked, setAsked] = useState<'rename' | 'remove'>();
  const ended = () => setAsked(undefined);
  const { id, name, count } = group;
  const label = t('devices.handGroups.menu', { name });
  const manage = may('devices.manage');
  const groups: MenuGroups = [
    [
      {
        key: 'tab',
        icon: ExternalLink,
        word: t('lists.openTab'),
        act: () => {
          const search = { view: 'all', f: `groups.contains.${id}`, sort: 'name' };
          window.open(router.buildLocation({ to: '/devices', search }).href, '_blank', 'noopener');
        },
      },
      { key: 'refresh', icon: RefreshCw, word: t('lists.refresh'), act: refresh },
    ],
    manage
      ? [
          {
            key: 'rename',
            icon: Pencil,
            word: t('devices.handGroups.rename.open'),
            act: () => setAsked('rename'),
          },
        ]
      : [],
    manage && unrestricted
      ? [
          {
            key: 'remove',
            icon: Trash2,
            word: t('devices.handGroups.remove.open'),
            danger: true,
            act: () => setAsked('remove'),
          },
        ]
      : [],
  ];
  return (
    <li className="group-row" onContextMenu={event => onContextMenu(event, group)} {...takesDevices(take)}>
      <button
        type="button"
        className="tree-row leaf"
        aria-pressed={chosen}
        title={name}
        onClick={() => choose(!chosen)}
      >
        <span>{name}</span>
        <span className="count">{format.number(count)}</span>
      </button>
      <button
        type="button"
        className="icon-button view-menu"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={menu !== undefined}
        onClick={event => open(event.currentTarget, group)}
      >
        <EllipsisVertical size={14} aria-hidden="true" />
      </button>
      {menu && <Menu label={label} anchor={menu.anchor} groups={groups} close={close} />}
      {asked === 'rename' && <RenameDialog group={group} close={ended} />}
      {asked === 'remove' && (
        <RemoveDialog group={group} close={ended} left={() => chosen && choose(false)} />
      )}
    </li>
  );
}

/** Does it, says it, and reads the groups anew. */
function useChange(change: () => Promise<unknown>, said: string, close: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      close();
      await client.invalidateQueries({ queryKey: groupListQuery.queryKey });
      toast(said);
    },
    onError: toastError,
  });
}

interface DialogProps {
  readonly group: DeviceGroup;
  readonly close: () => void;
}

function RenameDialog({ group, close }: DialogProps) {
  const { t } = useTranslation();
  const id = useId();
  const [name, setName] = useState(group.name);
  const said = name.trim();
  const rename = useChange(
    () => renameGroup(group.id, said),
    t('devices.handGroups.rename.done', { name: said }),
    close,
  );
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (said) rename.mutate();
  };
  return (
    <Dialog title={t('devices.handGroups.rename.title', { name: group.name })} close={close}>
      <form onSubmit={submit}>
        <div className="form-column">
          <label htmlFor={id}>{t('devices.handGroups.name')}</label>
          <Input id={id} value={name} maxLength={80} onChange={event => setName(event.target.value)} />
        </div>
        <footer>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={!said} loading={rename.isPending}>
            {t('devices.handGroups.rename.verb')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function RemoveDialog({ group, close, left }: DialogProps & { left: () => void }) {
  const { t } = useTranslation();
  const { name } = group;
  const remove = useChange(
    async () => {
      await removeGroup(group.id);
      left();
    },
    t('devices.handGroups.remove.done', { name }),
    close,
  );
  return (
    <Dialog
      title={t('devices.handGroups.remove.title', { name })}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" danger loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('devices.handGroups.remove.verb')}
          </Button>
        </>
      }
    >
      <ul className="consequences">
        <li>{t('devices.handGroups.remove.devices', { count: group.count })}</li>
        <li>{t('devices.handGroups.remove.history')}</li>
      </ul>
    </Dialog>
  );
}
