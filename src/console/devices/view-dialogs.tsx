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

/** Says what others will see of the view before they do. */
export function ShareViewDialog({ view, close }: Props) {
  const { t } = useTranslation();
  const { share, unshare } = useViewActs();
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    const done = await share(view);
    close();
    if (done)
      toast(t('devices.views.share.done', { name: view.name }), {
        word: t('acts.undo'),
        run: () => void unshare(view),
      });
  };
  return (
    <Dialog
      title={t('devices.views.share.title', { name: view.name })}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" loading={busy} onClick={() => void act()}>
            {t('devices.views.share.verb')}
          </Button>
        </>
      }
    >
      <ul className="consequences">
        <li>{t('devices.views.share.everybody')}</li>
        <li>{t('devices.views.share.scope')}</li>
        <li>{t('devices.views.share.values')}</li>
      </ul>
    </Dialog>
  );
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
