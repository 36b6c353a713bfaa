import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filter, GroupCount } from '../api/types.ts';
import { placeKinds } from '../organization/queries.ts';
import { useFormat } from '../parts/format.ts';
import { useMenu } from '../parts/menu.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { columnByKey, facets, type DeviceColumnKey } from './columns.ts';
import { facetAt, FacetMenu, facetText } from './facet-menu.tsx';
import { filterOf } from './filter-words.ts';
import { groupsQuery } from './queries.ts';
import { PlaceFacet } from './place-facet.tsx';
import { useOwnTypes } from './own-types.ts';
import { valueWord } from './value-words.ts';

interface Props {
  readonly conditions: readonly Filter[];
  readonly setConditions: (conditions: readonly Filter[]) => void;
  /** The rows are there: counts may be asked for without keeping them waiting. */
  readonly counting: boolean;
}

interface PanelProps extends Props {
  /** Reads rows and counts anew. */
  readonly refresh: () => void;
}

const columnOf = (filter: Filter): string | undefined => ('column' in filter ? filter.column : undefined);

/** Counts per value of a column under the rest of the filter; a press shows only those. */
export function GroupsPanel({ conditions, setConditions, counting, refresh }: PanelProps) {
  useOwnTypes();
  const { t } = useTranslation();
  const { menu, close, onContextMenu } = useMenu<string>();
  const { time } = useAsOf();
  const [open, setOpen] = useState<ReadonlySet<DeviceColumnKey>>(
    () => new Set<DeviceColumnKey>(['osFamily']),
  );
  const toggle = (key: DeviceColumnKey) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  return (
    <section
      className="panel-section"
      aria-labelledby="groups-head"
      onContextMenu={event => {
        const facet = facetAt(event.target);
        if (facet) onContextMenu(event, facet);
      }}
    >
      <h2 id="groups-head">{t('devices.groups.title')}</h2>
      {facets
        .filter(key => !time || !columnByKey.get(key)?.volatile)
        .map(key => (
          <div key={key}>
            <button
              type="button"
              className="tree-row"
              aria-expanded={open.has(key)}
              onClick={() => toggle(key)}
            >
              {open.has(key) ? (
                <ChevronDown size={14} aria-hidden="true" />
              ) : (
                <ChevronRight size={14} aria-hidden="true" />
              )}
              <span>{t(`devices.columns.${key}`)}</span>
            </button>
            {open.has(key) && <FacetOf column={key} {...{ conditions, setConditions, counting }} />}
          </div>
        ))}
      {menu && <FacetMenu menu={menu} close={close} conditions={conditions} refresh={refresh} />}
    </section>
  );
}

type FacetProps = Props & { readonly column: DeviceColumnKey };

function FacetOf({ column, ...props }: FacetProps) {
  const { conditions, setConditions, counting } = props;
  const kind = placeKinds.find(each => each === column);
  if (!kind) return <Facet column={column} {...props} />;
  const rest = conditions.filter(each => columnOf(each) !== column);
  return (
    <PlaceFacet
      kind={kind}
      rest={rest}
      mine={conditions.find(each => columnOf(each) === column)}
      choose={filter => setConditions(filter ? [...rest, filter] : rest)}
      counting={counting}
    />
  );
}

const SHOWN = 12;

function Facet({ column, conditions, setConditions, counting }: FacetProps) {
  const { t } = useTranslation();
  const { params } = useAsOf();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const rest = conditions.filter(each => columnOf(each) !== column);
  const mine = conditions.find(each => columnOf(each) === column);
  const { data } = useQuery({ ...groupsQuery(column, filterOf(rest), params), enabled: counting });
  if (!data) return null;
  if (data.items.length === 0) return <p className="tree-empty">{t('devices.groups.empty')}</p>;
  const choose = (filter: Filter | undefined) => setConditions(filter ? [...rest, filter] : rest);
  const chosen = (value: GroupCount['value']) =>
    value === null
      ? mine?.op === 'missing'
      : mine?.op === 'eq'
        ? mine.value === value
        : mine?.op === 'in'
          ? mine.values.includes(value)
          : false;
  const shown = all ? data.items : data.items.slice(0, SHOWN);
  return (
    <ul className="tree">
      {shown.map(({ value, count }) => {
        const word = valueWord(column, value, t, format);
        const only: Filter = value === null ? { op: 'missing', column } : { op: 'eq', column, value };
        return (
          <li key={String(value)}>
            <button
              type="button"
              className="tree-row leaf"
              aria-pressed={chosen(value)}
              title={word}
              data-facet={facetText(only)}
              onClick={() => choose(chosen(value) ? undefined : only)}
            >
              <span className={value === null ? 'nothing' : ''}>{word}</span>
              <span className="count">{format.number(count)}</span>
            </button>
          </li>
        );
      })}
      {data.items.length > SHOWN && !all && (
        <li>
          <button type="button" className="link-button tree-more" onClick={() => setAll(true)}>
            {t('devices.groups.more', { count: data.items.length - SHOWN })}
          </button>
        </li>
      )}
    </ul>
  );
}
