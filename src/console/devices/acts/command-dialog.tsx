import { Checkbox, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AskedOrder } from '../../api/types.ts';
import { ActDialog } from './act-dialog.tsx';
import type { CommandAct } from './acts-menu.tsx';
import type { Many } from './many.ts';
import { commandDevice } from './requests.ts';

/** Characters the server takes. */
const LONGEST = 1_000;

interface Props {
  readonly act: CommandAct;
  readonly ids: readonly string[];
  /** All that match in place of `ids`. */
  readonly many?: Many | undefined;
  /** Name of the one device. */
  readonly name: string;
  readonly close: () => void;
  readonly after?: () => void;
}

/** Tells the agents of devices to do something, with what follows from it said before. */
export function CommandDialog({ act, ids, many, name, close, after }: Props) {
  const { t } = useTranslation();
  const field = useId();
  const [text, setText] = useState('');
  const [confirmed, setConfirmed] = useState(false);
  const [start, setStart] = useState(false);
  const [note, setNote] = useState('');
  const noteField = useId();
  const all = many?.count ?? ids.length;
  const objects = (count: number) => (!many && all === 1 ? name : t('acts.devices', { count }));
  const grave = act === 'restart' || act === 'shutdown' || act === 'uninstall';
  const order: AskedOrder = act === 'message' ? { kind: act, text: text.trim() } : { kind: act };
  // Computers are started, and notes written, where a person looks at each.
  const startable = !many && (act === 'inventory' || act === 'message');
  const more = { ...(start && { start }), ...(note.trim() && { note: note.trim() }) };
  const ready = act === 'message' ? order.kind === 'message' && order.text !== '' : !grave || confirmed;
  return (
    <ActDialog
      ids={ids}
      many={many && { ...many, wish: { kind: 'tell', command: order } }}
      title={t(`acts.${act}.title`, { what: objects(all) })}
      consequences={[t(`acts.${act}.follows`), t(`acts.${act}.wait`)]}
      act={commandDevice(order, more)}
      actKey={['command', order, more]}
      verb={count => t(`acts.${act}.verb`, { what: objects(count) })}
      done={count => t(`acts.${act}.done`, { what: objects(count) })}
      danger={grave}
      ready={ready}
      close={close}
      {...(after && { after })}
    >
      {act === 'message' && (
        <div className="form-column">
          <label htmlFor={field}>{t('acts.message.text', { count: LONGEST })}</label>
          <Input.TextArea
            id={field}
            value={text}
            rows={4}
            maxLength={LONGEST}
            onChange={event => setText(event.target.value)}
          />
        </div>
      )}
      {act === 'message' && !many && (
        <div className="form-column">
          <label htmlFor={noteField}>{t('acts.note')}</label>
          <Input
            id={noteField}
            value={note}
            maxLength={LONGEST}
            autoComplete="off"
            onChange={event => setNote(event.target.value)}
          />
        </div>
      )}
      {startable && (
        <Checkbox checked={start} onChange={event => setStart(event.target.checked)}>
          {t(act === 'inventory' ? 'acts.alsoStartInventory' : 'acts.alsoStart')}
        </Checkbox>
      )}
      {grave && (
        <Checkbox checked={confirmed} onChange={event => setConfirmed(event.target.checked)}>
          {t(`acts.${act}.confirm`)}
        </Checkbox>
      )}
    </ActDialog>
  );
}
