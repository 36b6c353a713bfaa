import { Button } from 'antd';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { builtInViews, useViews } from '../devices/views.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useSavePreferences } from '../shell/preferences.ts';
import {
  defaultPanels,
  mayPanel,
  panelIds,
  panelWidths,
  useHomePanels,
  viewOf,
  type PanelId,
  type PanelWidth,
  type PlacedPanel,
} from './layout.ts';

/** Which panels Home shows, in which order and how wide; kept with the account. */
export function ArrangeDialog({ close }: { close: () => void }) {
  const { t } = useTranslation();
  const may = useMay();
  const save = useSavePreferences();
  const addId = useId();
  const { own, others, find } = useViews();
  const kept = useHomePanels();
  const allowed = (id: string) => mayPanel(id, may);
  const [panels, setPanels] = useState(() => (kept ?? defaultPanels).filter(({ id }) => allowed(id)));
  const nameOf = (id: string): string => {
    const viewId = viewOf(id);
    if (viewId === undefined) return t(`home.${id as PanelId}`);
    const view = find(viewId);
    if (!view) return t('home.view.gone');
    return t('home.view.of', { name: 'name' in view ? view.name : t(`devices.views.${view.id}`) });
  };
  const swap = (at: number, other: number) => {
    const next = [...panels];
    [next[at], next[other]] = [next[other]!, next[at]!];
    setPanels(next);
  };
  const missing = [
    ...panelIds,
    ...builtInViews.map(({ id }) => `view:${id}`),
    ...[...own, ...others].map(({ id }) => `view:${id}`),
  ].filter(id => allowed(id) && !panels.some(each => each.id === id));
  const keep = async (arranged: readonly PlacedPanel[] | undefined) => {
    close();
    await save({ home: arranged ? { panels: arranged } : {} });
  };
  return (
    <Dialog
      title={t('home.arrange.title')}
      width={560}
      close={close}
      foot={
        <>
          <Button onClick={() => void keep(undefined)}>{t('home.arrange.restore')}</Button>
          <span className="spacer" />
          <Button onClick={close}>{t('common.cancel')}</Button>
          <Button type="primary" onClick={() => void keep(panels)}>
            {t('home.arrange.save')}
          </Button>
        </>
      }
    >
      <ol className="arrange">
        {panels.map(({ id, width }, at) => (
          <li key={id}>
            <span className="arrange-name">{nameOf(id)}</span>
            <select
              aria-label={t('home.arrange.width', { name: nameOf(id) })}
              value={width}
              onChange={event =>
                setPanels(
                  panels.map(each =>
                    each.id === id ? { id, width: event.target.value as PanelWidth } : each,
                  ),
                )
              }
            >
              {panelWidths.map(each => (
                <option key={each} value={each}>
                  {t(`home.arrange.widths.${each}`)}
                </option>
              ))}
            </select>
            <Move
              name={t('home.arrange.up', { name: nameOf(id) })}
              off={at === 0}
              act={() => swap(at, at - 1)}
            >
              <ArrowUp size={14} aria-hidden="true" />
            </Move>
            <Move
              name={t('home.arrange.down', { name: nameOf(id) })}
              off={at === panels.length - 1}
              act={() => swap(at, at + 1)}
            >
              <ArrowDown size={14} aria-hidden="true" />
            </Move>
            <Move
              name={t('home.arrange.remove', { name: nameOf(id) })}
              act={() => setPanels(panels.filter(each => each.id !== id))}
            >
              <X size={14} aria-hidden="true" />
            </Move>
          </li>
        ))}
      </ol>
      {panels.length === 0 && <p className="text2">{t('home.arrange.none')}</p>}
      <div className="edit-field">
        <label htmlFor={addId}>{t('home.arrange.add')}</label>
        <select
          id={addId}
          value=""
          onChange={event => setPanels([...panels, { id: event.target.value, width: 'third' }])}
        >
          <option value="">{t('home.arrange.choose')}</option>
          {missing.map(id => (
            <option key={id} value={id}>
              {nameOf(id)}
            </option>
          ))}
        </select>
      </div>
    </Dialog>
  );
}

interface MoveProps {
  readonly name: string;
  readonly off?: boolean;
  readonly act: () => void;
  readonly children: React.ReactNode;
}

function Move({ name, off = false, act, children }: MoveProps) {
  return (
    <button type="button" className="icon-button" aria-label={name} title={name} disabled={off} onClick={act}>
      {children}
    </button>
  );
}
