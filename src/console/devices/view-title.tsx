import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Popup } from '../parts/popup.tsx';
import { toast } from '../parts/toast.tsx';
import { useViewActs } from './view-acts.ts';
import { builtInViews, searchOfView, useViews } from './views.ts';

const SaveView = lazy(() => import('./save-view.tsx').then(module => ({ default: module.SaveView })));

/** Name of the view, and what can be done while it differs from what was saved. */
export function ViewTitle({ modified }: { modified: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { view: id, f, sort, cols } = useSearch({ strict: false });
  const { own, find } = useViews();
  const { put } = useViewActs();
  const [saving, setSaving] = useState(false);
  const mine = own.find(each => each.id === id);
  const builtIn = builtInViews.find(each => each.id === id);
  const view = find(id);
  const saved = view && 'name' in view ? view.name : undefined;
  const name =
    saved ?? (builtIn && builtIn.id !== 'all' ? t(`devices.views.${builtIn.id}`) : t('devices.title'));
  return (
    <>
      <h1>{name}</h1>
      {modified && <span className="tag">{t('devices.views.modified')}</span>}
      {modified && mine && (
        <button
          type="button"
          className="link-button wide-only"
          onClick={() =>
            void put({
              id: mine.id,
              name: mine.name,
              ...(f ? { f } : {}),
              ...(sort ? { sort } : {}),
              ...(cols ? { cols } : {}),
            }).then(done => done && toast(t('devices.views.saved', { name: mine.name })))
          }
        >
          {t('devices.views.save')}
        </button>
      )}
      {(modified || !view) && (
        <Popup
          label={t('devices.views.saveAs')}
          open={saving}
          setOpen={setSaving}
          trigger={props => (
            <button type="button" className="link-button wide-only" {...props}>
              {t('devices.views.saveAs')}
            </button>
          )}
        >
          <Suspense fallback={<div className="filter-editor" />}>
            <SaveView parts={{ f, sort, cols }} close={() => setSaving(false)} />
          </Suspense>
        </Popup>
      )}
      {modified && view && (
        <button
          type="button"
          className="link-button wide-only"
          onClick={() =>
            void navigate({
              to: '.',
              replace: true,
              search: previous => ({ ...previous, ...searchOfView(view) }),
            })
          }
        >
          {t('devices.views.reset')}
        </button>
      )}
    </>
  );
}
