import { Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../parts/format.ts';
import { ActDialog } from './act-dialog.tsx';
import type { Seen } from './conflict.ts';
import type { Many } from './many.ts';
import { ignoreDevice, manageDevice, removeDevice, type DeviceAct } from './requests.ts';
import { runOnEach } from './run.ts';

export type StatusAct = 'ignore' | 'manage' | 'remove';

const acts: Readonly<Record<StatusAct, DeviceAct>> = {
  ignore: ignoreDevice,
  manage: manageDevice,
  remove: removeDevice,
};
/** What takes it back; a removed device does not come back. */
const inverse: Readonly<Partial<Record<StatusAct, DeviceAct>>> = {
  ignore: manageDevice,
  manage: ignoreDevice,
};
const consequences = {
  ignore: ['acts.ignore.reports', 'acts.ignore.counts', 'acts.ignore.back'],
  manage: ['acts.manage.reports', 'acts.manage.next'],
  remove: ['acts.remove.list', 'acts.remove.reports', 'acts.remove.history', 'acts.remove.final'],
} as const;

interface Props {
  readonly act: StatusAct;
  readonly ids: readonly string[];
  /** All that match in place of `ids`. */
  readonly many?: Many | undefined;
  /** Name of the one device. */
  readonly name: string;
  /** The one device as it was seen. */
  readonly seen?: Seen;
  readonly close: () => void;
  readonly after?: () => void;
}

/** Ignore, manage again, remove: of one device or of the selection. */
export function StatusDialog({ act, ids, many, name, seen, close, after }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const [typed, setTyped] = useState('');
  const all = many?.count ?? ids.length;
  const single = !many && all === 1;
  // What cannot be taken back is confirmed by its name, or by how many it is.
  const word = act === 'remove' ? (single ? name : String(all)) : undefined;
  const back = inverse[act];
  const objects = (count: number) => (single ? name : t('acts.devices', { count }));
  return (
    <ActDialog
      ids={ids}
      many={many && { ...many, wish: { kind: act } }}
      title={t(`acts.${act}.title`, { what: objects(all) })}
      consequences={consequences[act].map(each => t(each))}
      act={acts[act]}
      actKey={[act]}
      verb={count => t(`acts.${act}.verb`, { what: objects(count) })}
      done={count => t(`acts.${act}.done`, { what: objects(count) })}
      seen={seen}
      danger={act === 'remove'}
      ready={word === undefined || typed.trim() === word}
      {...(back && {
        undo: result => () =>
          runOnEach(
            result.changed.map(each => each.id),
            back,
          ),
      })}
      close={close}
      {...(after && { after })}
    >
      {word !== undefined && (
        <div className="form-column">
          <label htmlFor={id}>
            {single ? t('acts.typeName', { word }) : t('acts.typeCount', { word: format.number(all) })}
          </label>
          <Input
            id={id}
            className="mono"
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={event => setTyped(event.target.value)}
          />
        </div>
      )}
    </ActDialog>
  );
}
