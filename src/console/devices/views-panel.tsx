import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { Lock, Star, Trash2 } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { parseFilterText } from '../../../projections/kernel/filter-text.ts';
import type { Filter } from '../api/types.ts';
import { useFormat } from '../parts/format.ts';
import { toast } from '../parts/toast.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { columnByKey, deviceTypes } from './columns.ts';
import { countQuery } from './queries.ts';
import { builtInViews, searchOfView, useViews } from './views.ts';
import type { SavedView } from '../shell/preferences.ts';

function filterOfText(text: string | undefined): Filter | undefined {
  try {
    return text ? parseFilterText(text, deviceTypes) : undefined;
  } catch {
    return undefined;
  }
}

/** `counting`: the rows are there, so counts may be asked for without keeping them waiting. */
export function ViewsPanel({ modified, counting }: { modified: boolean; counting: boolean }) {
  const { t } = useTranslation();
  const { view: current } = useSearch({ strict: false });
  const { own, first, drop, setFirst } = useViews();
  return (
    <section className="panel-section" aria-labelledby="views-head">
      <h2 id="views-head">{t('devices.views.title')}</h2>
      <ul className="view-list">
        {builtInViews.map(view => (
          <ViewItem
            key={view.id}
            view={{ ...view, name: t(`devices.views.${view.id}`) }}
            builtIn
            current={current === view.id}
            modified={modified}
            counting={counting}
            first={first === view.id}
            setFirst={() => void setFirst(view.id)}
          />
        ))}
        {own.map(view => (
          <ViewItem
            key={view.id}
            view={view}
            builtIn={false}
            current={current === view.id}
            modified={modified}
            counting={counting}
            first={first === view.id}
            setFirst={() => void setFirst(view.id)}
            remove={() =>
              void drop(view.id).then(() => toast(t('devices.views.removed', { name: view.name })))
            }
          />
        ))}
      </ul>
    </section>
  );
}

interface ItemProps {
  readonly view: SavedView;
  readonly builtIn: boolean;
  readonly current: boolean;
  readonly modified: boolean;
  readonly counting: boolean;
  readonly first: boolean;
  readonly setFirst: () => void;
  readonly remove?: () => void;
}

function ViewItem({ view, builtIn, current, modified, counting, first, setFirst, remove }: ItemProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { params, time } = useAsOf();
  const unknown =
    time !== undefined &&
    [...columnByKey.values()].some(each => each.volatile && view.f?.includes(`${each.key}.`));
  const filter = useMemo(() => filterOfText(view.f), [view.f]);
  const { data: count } = useQuery({ ...countQuery(filter, params), enabled: counting && !unknown });
  return (
    <li className="view-item" data-current={current || undefined}>
      <button
        type="button"
        className="icon-button view-star"
        aria-pressed={first}
        title={t(first ? 'devices.views.isDefault' : 'devices.views.makeDefault', { name: view.name })}
        aria-label={t('devices.views.makeDefault', { name: view.name })}
        onClick={setFirst}
      >
        <Star size={14} fill={first ? 'currentColor' : 'none'} aria-hidden="true" />
      </button>
      {/* The router would mark every view as current, because they share a path. */}
      <Link
        to="/devices"
        search={searchOfView(view)}
        className="view-link"
        aria-current={current ? 'true' : undefined}
        activeProps={{}}
        activeOptions={{ exact: true, includeSearch: true }}
      >
        <span>{view.name}</span>
        {!builtIn && <Lock size={11} aria-label={t('devices.views.private')} />}
        {current && modified && <i className="modified-dot" title={t('devices.views.modified')} />}
      </Link>
      {remove && (
        <button
          type="button"
          className="icon-button view-remove"
          aria-label={t('devices.views.remove', { name: view.name })}
          onClick={remove}
        >
          <Trash2 size={13} aria-hidden="true" />
        </button>
      )}
      <span className="count" title={unknown ? t('common.notRecordedWhy') : undefined}>
        {unknown ? '–' : count === undefined ? '' : format.number(count)}
      </span>
    </li>
  );
}
