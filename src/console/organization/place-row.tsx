import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronRight, EllipsisVertical } from 'lucide-react';
import { useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { printFilterText } from '../../../projections/kernel/filter-text.ts';
import { deviceTypes } from '../devices/columns.ts';
import { useFormat } from '../parts/format.ts';
import { Popup } from '../parts/popup.tsx';
import { wordOf, type Place } from './places.ts';
import type { PlaceKind } from './queries.ts';

export type PlaceAct = 'add' | 'edit' | 'up' | 'down' | 'rename' | 'remove' | 'delete';

interface Props {
  readonly kind: PlaceKind;
  readonly place: Place;
  readonly open: boolean;
  readonly toggle: () => void;
  /** What may be done with it; none where the tree only is looked at. */
  readonly acts: readonly PlaceAct[];
  readonly pick: (act: PlaceAct) => void;
  /** Path of the place that is dragged. */
  readonly dragged: string | undefined;
  readonly drag: (path: string | undefined) => void;
  readonly drop: () => void;
}

/** One place: its name, how many devices, and what can be done with it. */
export function PlaceRow({ kind, place, open, toggle, acts, pick, dragged, drag, drop }: Props) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [over, setOver] = useState(false);
  const old = place.id === null;
  const word = wordOf(place, i18n.language);
  const takes = dragged !== undefined && acts.includes('add') && place.path !== dragged;
  const onDragOver = (event: DragEvent) => {
    if (!takes) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    <div
      className="place-row"
      data-old={old || undefined}
      data-over={over || undefined}
      draggable={acts.includes('edit')}
      onDragStart={event => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', place.path);
        drag(place.path);
      }}
      onDragEnd={() => drag(undefined)}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault();
        setOver(false);
        if (takes) drop();
      }}
    >
      {place.children.length > 0 ? (
        <button
          type="button"
          className="icon-button"
          aria-expanded={open}
          aria-label={t('organization.tree.below', { path: place.path })}
          onClick={toggle}
        >
          {open ? (
            <ChevronDown size={14} aria-hidden="true" />
          ) : (
            <ChevronRight size={14} aria-hidden="true" />
          )}
        </button>
      ) : (
        <i className="tree-gap" />
      )}
      <span className="place-name">
        {word}
        {word !== place.name && place.depth > 0 && <span className="text3"> {place.name}</span>}
      </span>
      {old && <span className="tag">{t('organization.old')}</span>}
      {place.origin === 'directory' && <span className="tag">{t('organization.directory')}</span>}
      <span className="spacer" />
      {place.below > 0 ? (
        <Link
          to="/devices"
          search={{
            view: 'all',
            f: printFilterText({ op: 'under', column: kind, path: place.path }, deviceTypes),
          }}
          className="place-count"
          aria-label={t('organization.tree.open', { path: place.path, count: place.below })}
        >
          {format.number(place.below)}
        </Link>
      ) : (
        <span className="place-count text3">{format.number(0)}</span>
      )}
      {acts.length > 0 ? <Acts path={place.path} acts={acts} pick={pick} /> : <i className="tree-gap" />}
    </div>
  );
}

function Acts({ path, acts, pick }: Pick<Props, 'acts' | 'pick'> & { readonly path: string }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popup
      label={t('organization.tree.acts', { path })}
      align="end"
      open={open}
      setOpen={setOpen}
      trigger={props => (
        <button
          type="button"
          className="icon-button"
          aria-label={t('organization.tree.acts', { path })}
          {...props}
        >
          <EllipsisVertical size={16} aria-hidden="true" />
        </button>
      )}
    >
      <div className="menu-panel narrow">
        {acts.map(act => (
          <button
            key={act}
            type="button"
            className="menu-item"
            data-danger={act === 'delete' || undefined}
            onClick={() => {
              setOpen(false);
              pick(act);
            }}
          >
            {t(`organization.tree.act.${act}`)}
          </button>
        ))}
      </div>
    </Popup>
  );
}
