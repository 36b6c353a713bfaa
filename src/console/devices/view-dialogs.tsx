import { Button, Input } from 'antd';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toast.tsx';
import { useViewActs } from './view-acts.ts';
import type { View } from './views.ts';

interface Props {
  readonly view: View;
  readonly close: () => void;
}

export function RenameViewDialog({ view, close }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const { rename } = useViewActs();
  const [name, setName] = useState(view.name);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    setBusy(true);
    if (await rename(view, name.trim())) {
      toast(t('devices.views.renamed', { name: name.trim() }));
      close();
    } else setBusy(false);
  };
  return (
    <Dialog
      title={t('devices.views.renameTitle', { name: view.name })}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" htmlType="submit" form={`${id}-form`} disabled={!name.trim()} loading={busy}>
            {t('devices.views.rename')}
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} onSubmit={event => void submit(event)}>
        <label htmlFor={id}>{t('devices.views.name')}</label>
        <Input id={id} maxLength={80} value={name} onChange={event => setName(event.target.value)} />
      </form>
    </Dialog>
  );
}

/** Nobody gets it back, so it is asked first; what others would miss is said. */
export function RemoveViewDialog({ view, close }: Props) {
  const { t } = useTranslation();
  const { drop } = useViewActs();
  const [busy, setBusy] = useState(false);
  const { name } = view;
  const act = async () => {
    setBusy(true);
    const done = await drop(view);
    close();
    if (done) toast(t('devices.views.removed', { name }));
  };
  return (
    <Dialog
      title={t('devices.views.removeTitle', { name })}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" danger loading={busy} onClick={() => void act()}>
            {t('devices.views.removeVerb')}
          </Button>
        </>
      }
    >
      <ul className="consequences">
        <li>{t('devices.views.removeDevices')}</li>
        {view.shared && <li>{t('devices.views.removeShared')}</li>}
      </ul>
    </Dialog>
  );
}
