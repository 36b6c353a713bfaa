import { Button, Input } from 'antd';
import { Bookmark, Download, X } from 'lucide-react';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { ImportView } from '../devices/import-view.tsx';
import { newViewId } from '../devices/view-acts.ts';
import { Popup } from '../parts/popup.tsx';
import { saveText } from '../parts/save-text.ts';
import { toast, toastError } from '../parts/toast.tsx';
import { usePreference, useSavePreferences, type SavedView } from '../shell/preferences.ts';
import { useSetOperationState, type OperationState } from './state.ts';

/** The list as saved views know it. */
const list = 'operations';

/** Filters a person keeps for themselves, with department and location; the day is not part of them. */
export function SavedFilters({ state }: { readonly state: OperationState }) {
  const { t } = useTranslation();
  const views = usePreference('views') ?? {};
  const kept = views[list] ?? [];
  const save = useSavePreferences();
  const set = useSetOperationState();
  const [open, setOpen] = useState(false);
  const { filter, department, location } = state;
  const keep = (next: readonly SavedView[]) => save({ views: { ...views, [list]: next } });
  const add = async (name: string) => {
    setOpen(false);
    const view = {
      id: newViewId(),
      name,
      ...(filter !== undefined && { f: filter }),
      ...(department !== undefined && { department }),
      ...(location !== undefined && { location }),
    };
    await keep([...kept, view]);
    toast(t('operations.views.saved', { name }));
  };
  const isCurrent = (view: SavedView) =>
    view.f === filter && view.department === department && view.location === location;
  const isFiltered = [filter, department, location].some(part => part !== undefined);
  return (
    <section className="panel-section" aria-labelledby="operation-views">
      <div className="panel-head">
        <h2 id="operation-views">{t('operations.views.label')}</h2>
        <ImportView />
      </div>
      {kept.length === 0 && <p className="tree-empty">{t('operations.views.none')}</p>}
      {kept.map(view => (
        <div key={view.id} className="view-item" data-current={isCurrent(view) || undefined}>
          <button
            type="button"
            className="view-link"
            aria-pressed={isCurrent(view)}
            onClick={() =>
              set({
                f: view.f,
                department: view.department,
                location: view.location,
                q: undefined,
                at: undefined,
                sel: undefined,
              })
            }
          >
            <span>{view.name}</span>
          </button>
          {view.department === undefined && view.location === undefined && (
            <button
              type="button"
              className="icon-button"
              aria-label={t('operations.views.export', { name: view.name })}
              onClick={() => void exported(view)}
            >
              <Download size={14} aria-hidden="true" />
            </button>
          )}
          <button
            type="button"
            className="icon-button"
            aria-label={t('operations.views.remove', { name: view.name })}
            onClick={() => void keep(kept.filter(({ id }) => id !== view.id))}
          >
            <X size={14} aria-hidden="true" />
          </button>
        </div>
      ))}
      {isFiltered && !kept.some(isCurrent) && (
        <Popup
          label={t('operations.views.save')}
          open={open}
          setOpen={setOpen}
          trigger={props => (
            <button type="button" className="text-button" {...props}>
              <Bookmark size={14} aria-hidden="true" /> {t('operations.views.save')}
            </button>
          )}
        >
          <NameForm save={name => void add(name)} />
        </Popup>
      )}
    </section>
  );
}

/** Departments and locations mean something on this server only: a filter with them stays here. */
async function exported({ id, name }: SavedView): Promise<void> {
  try {
    const query = { type: 'oplog', name };
    saveText(
      `filter-${id}.xml`,
      'application/xml',
      await request<string>('GET', '/filters/export', { query, asText: true }),
    );
  } catch (error) {
    toastError(error);
  }
}

function NameForm({ save }: { readonly save: (name: string) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [name, setName] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (name.trim() !== '') save(name.trim());
  };
  return (
    <form className="filter-editor" onSubmit={submit}>
      <div>
        <label htmlFor={id}>{t('operations.views.name')}</label>
        <Input id={id} maxLength={80} value={name} onChange={event => setName(event.target.value)} />
      </div>
      <Button type="primary" htmlType="submit" disabled={name.trim() === ''}>
        {t('common.save')}
      </Button>
    </form>
  );
}
