import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { EllipsisVertical, Pencil, Trash2 } from 'lucide-react';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../api/session.ts';
import type { DeviceGroup, Filter } from '../api/types.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useFormat } from '../parts/format.ts';
import { Popup } from '../parts/popup.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { groupListQuery, removeGroup, renameGroup, useGroups } from './groups.ts';

interface Props {
  readonly conditions: readonly Filter[];
  readonly setConditions: (conditions: readonly Filter[]) => void;
}

const ofGroups = (filter: Filter) => 'column' in filter && filter.column === 'groups';

/** Groups filled by hand; a press shows only their devices. Absent where there are none. */
export function HandGroups({ conditions, setConditions }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const groups = useGroups();
  if (groups.length === 0) return null;
  const mine = conditions.find(ofGroups);
  const chosen = mine?.op === 'contains' ? mine.value : undefined;
  const rest = conditions.filter(each => !ofGroups(each));
  return (
    <section className="panel-section" aria-labelledby="hand-groups-head">
      <h2 id="hand-groups-head">{t('devices.handGroups.title')}</h2>
      <ul className="tree">
        {groups.map(({ id, name, count }) => (
          <li key={id} className="group-row">
            <button
              type="button"
              className="tree-row leaf"
              aria-pressed={chosen === id}
              title={name}
              onClick={() =>
                setConditions(
                  chosen === id ? rest : [...rest, { op: 'contains', column: 'groups', value: id }],
                )
              }
            >
              <span>{name}</span>
              <span className="count">{format.number(count)}</span>
            </button>
            {may('devices.manage') && (
              <GroupMenu group={{ id, name, count }} left={() => chosen === id && setConditions(rest)} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function GroupMenu({ group, left }: { group: DeviceGroup; left: () => void }) {
  const { t } = useTranslation();
  const unrestricted = useMe()?.scope === null;
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<'rename' | 'remove'>();
  const close = () => setAsked(undefined);
  const { name } = group;
  const item = (act: 'rename' | 'remove', Icon: typeof Pencil) => (
    <button
      type="button"
      className="menu-item"
      data-danger={act === 'remove' || undefined}
      onClick={() => (setOpen(false), setAsked(act))}
    >
      <Icon size={16} aria-hidden="true" /> {t(`devices.handGroups.${act}.open`)}
    </button>
  );
  return (
    <>
      <Popup
        label={t('devices.handGroups.menu', { name })}
        align="end"
        open={open}
        setOpen={setOpen}
        trigger={props => (
          <button
            type="button"
            className="icon-button view-menu"
            aria-label={t('devices.handGroups.menu', { name })}
            {...props}
          >
            <EllipsisVertical size={14} aria-hidden="true" />
          </button>
        )}
      >
        <div className="menu-panel narrow">
          {item('rename', Pencil)}
          {unrestricted && item('remove', Trash2)}
        </div>
      </Popup>
      {asked === 'rename' && <RenameDialog group={group} close={close} />}
      {asked === 'remove' && <RemoveDialog group={group} close={close} left={left} />}
    </>
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
