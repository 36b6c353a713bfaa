import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ScopeField } from '../accounts/scope-field.tsx';
import { roles } from '../accounts/words.ts';
import { Dialog } from '../parts/dialog.tsx';
import { toast } from '../parts/toast.tsx';
import { useViewActs } from './view-acts.ts';
import type { View } from './views.ts';

/** Says what others will see of the view before they do, and asks who they are. */
export function ShareViewDialog({ view, close }: { view: View; close: () => void }) {
  const { t } = useTranslation();
  const { share, unshare } = useViewActs();
  const before = view.audience ?? null;
  const [some, setSome] = useState(before !== null);
  const [chosen, setChosen] = useState<readonly string[]>(before?.roles ?? []);
  const [departments, setDepartments] = useState<readonly string[] | null>(
    before && before.departments.length > 0 ? before.departments : null,
  );
  const [busy, setBusy] = useState(false);
  const nobody = some && chosen.length + (departments?.length ?? 0) === 0;
  const act = async () => {
    setBusy(true);
    const audience = some ? { roles: [...chosen], departments: [...(departments ?? [])] } : null;
    const done = await share(view, audience);
    if (!done) return setBusy(false);
    close();
    const undo = {
      word: t('acts.undo'),
      run: () => void (view.shared ? share(view, before) : unshare(view)),
    };
    toast(t('devices.views.share.done', { name: view.name }), undo);
  };
  return (
    <Dialog
      title={t('devices.views.share.title', { name: view.name })}
      close={close}
      foot={
        <>
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" disabled={nobody} loading={busy} onClick={() => void act()}>
            {t('devices.views.share.verb')}
          </Button>
        </>
      }
    >
      <fieldset className="choices">
        <legend>{t('devices.views.share.with')}</legend>
        {[false, true].map(each => (
          <label key={String(each)}>
            <input type="radio" name="audience" checked={some === each} onChange={() => setSome(each)} />{' '}
            {t(each ? 'devices.views.share.some' : 'devices.views.share.all')}
          </label>
        ))}
      </fieldset>
      {some && (
        <>
          <fieldset className="choices top-gap">
            <legend>{t('devices.views.share.roles')}</legend>
            {roles.map(role => (
              <label key={role}>
                <input
                  type="checkbox"
                  checked={chosen.includes(role)}
                  onChange={() =>
                    setChosen(
                      chosen.includes(role) ? chosen.filter(each => each !== role) : [...chosen, role],
                    )
                  }
                />{' '}
                {t(`accounts.roles.${role}`)}
              </label>
            ))}
          </fieldset>
          <ScopeField
            value={departments}
            onChange={setDepartments}
            legend={t('devices.columns.department')}
            restrictText={t('devices.views.share.departments')}
          />
        </>
      )}
      <ul className="consequences">
        <li>{t(some ? 'devices.views.share.theySee' : 'devices.views.share.everybody')}</li>
        <li>{t('devices.views.share.scope')}</li>
        <li>{t(some ? 'devices.views.share.theirValues' : 'devices.views.share.values')}</li>
      </ul>
    </Dialog>
  );
}
