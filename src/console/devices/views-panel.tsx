import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { Lock, Star, UsersRound } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';
import { useMenu } from '../parts/menu.tsx';
import { RefreshButton } from '../parts/refresh-button.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { columnByKey } from './columns.ts';
import { ImportView } from './import-view.tsx';
import { countQuery } from './queries.ts';
import { useViewActs } from './view-acts.ts';
import { ViewMenu } from './view-menu.tsx';
import { builtInViews, filterOfText, searchOfView, useViews, type View } from './views.ts';

interface Props {
  readonly modified: boolean;
  /** The rows are there, so counts may be asked for without keeping them waiting. */
  readonly counting: boolean;
  /** Reads rows and counts anew. */
  readonly refresh: () => Promise<void>;
}

export function ViewsPanel({ modified, counting, refresh }: Props) {
  const { t } = useTranslation();
  const { view: current } = useSearch({ strict: false });
  const { own, others, first } = useViews();
  const { setFirst } = useViewActs();
  const item = (view: View, saved: boolean) => (
    <ViewItem
      key={view.id}
      view={view}
      saved={saved}
      current={current === view.id}
      modified={modified}
      counting={counting}
      first={first === view.id}
      setFirst={() => void setFirst(view.id)}
      refresh={() => void refresh()}
    />
  );
  return (
    <>
      <section className="panel-section" aria-labelledby="views-head">
        <div className="panel-head">
          <h2 id="views-head">{t('devices.views.title')}</h2>
          <ImportView />
          <RefreshButton refresh={refresh} of={t('devices.views.panel')} />
        </div>
        <ul className="view-list">
          {builtInViews.map(view =>
            item(
              { ...view, name: t(`devices.views.${view.id}`), shared: false, mine: false, manageable: false },
              false,
            ),
          )}
          {own.map(view => item(view, true))}
        </ul>
      </section>
      {others.length > 0 && (
        <section className="panel-section" aria-labelledby="shared-views-head">
          <h2 id="shared-views-head">{t('devices.views.sharedTitle')}</h2>
          <ul className="view-list">{others.map(view => item(view, true))}</ul>
        </section>
      )}
    </>
  );
}

interface ItemProps {
  readonly view: View;
  /** By a person; else it is one that everybody has. */
  readonly saved: boolean;
  readonly current: boolean;
  readonly modified: boolean;
  readonly counting: boolean;
  readonly first: boolean;
  readonly setFirst: () => void;
  readonly refresh: () => void;
}

function ViewItem(props: ItemProps) {
  const { view, saved, current, modified, counting, first, setFirst, refresh } = props;
  const { t } = useTranslation();
  const menu = useMenu<View>();
  const format = useFormat();
  const { params, time } = useAsOf();
  const unknown =
    time !== undefined &&
    [...columnByKey.values()].some(each => each.volatile && view.f?.includes(`${each.key}.`));
  const filter = useMemo(() => filterOfText(view.f), [view.f]);
  const { data: count } = useQuery({ ...countQuery(filter, params), enabled: counting && !unknown });
  return (
    <li
      className="view-item"
      data-current={current || undefined}
      onContextMenu={event => menu.onContextMenu(event, view)}
    >
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
        <span title={view.name}>{view.name}</span>
        {saved && <Sharing view={view} />}
        {current && modified && <i className="modified-dot" title={t('devices.views.modified')} />}
      </Link>
      <ViewMenu view={view} saved={saved} menu={menu} refresh={refresh} />
      <span className="count" title={unknown ? t('common.notRecordedWhy') : undefined}>
        {unknown ? '–' : count === undefined ? '' : format.number(count)}
      </span>
    </li>
  );
}

function Sharing({ view }: { view: View }) {
  const { t } = useTranslation();
  if (!view.shared) return <Lock size={11} aria-label={t('devices.views.private')} />;
  const mine = t(view.audience ? 'devices.views.sharedSome' : 'devices.views.sharedMine');
  const text = view.mine ? mine : t('devices.views.sharedBy', { owner: view.owner });
  return (
    <span className="view-sharing" title={text}>
      <UsersRound size={12} role="img" aria-label={text} />
    </span>
  );
}
