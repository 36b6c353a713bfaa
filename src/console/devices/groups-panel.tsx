import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filter, GroupCount } from '../api/types.ts';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import { columnByKey, facets, type DeviceColumnKey } from './columns.ts';
import { filterOf } from './filter-words.ts';
import { groupsQuery } from './queries.ts';
import { pathTree, type PathNode } from './path-tree.ts';
import { nothingOf, valueWord } from './value-words.ts';

interface Props {
  readonly conditions: readonly Filter[];
  readonly setConditions: (conditions: readonly Filter[]) => void;
  /** The rows are there: counts may be asked for without keeping them waiting. */
  readonly counting: boolean;
}

const columnOf = (filter: Filter): string | undefined => ('column' in filter ? filter.column : undefined);

/** Counts per value of a column under the rest of the filter; a press shows only those. */
export function GroupsPanel({ conditions, setConditions, counting }: Props) {
  const { t } = useTranslation();
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
    <section className="panel-section" aria-labelledby="groups-head">
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
            {open.has(key) && (
              <Facet column={key} conditions={conditions} setConditions={setConditions} counting={counting} />
            )}
          </div>
        ))}
    </section>
  );
}

const SHOWN = 12;

function Facet({ column, conditions, setConditions, counting }: Props & { column: DeviceColumnKey }) {
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
  if (columnByKey.get(column)?.type === 'path')
    return <PathFacet items={data.items} column={column} mine={mine} choose={choose} />;
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
        return (
          <li key={String(value)}>
            <button
              type="button"
              className="tree-row leaf"
              aria-pressed={chosen(value)}
              title={word}
              onClick={() =>
                choose(
                  chosen(value)
                    ? undefined
                    : value === null
                      ? { op: 'missing', column }
                      : { op: 'eq', column, value },
                )
              }
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

function PathFacet({
  items,
  column,
  mine,
  choose,
}: {
  items: readonly GroupCount[];
  column: DeviceColumnKey;
  mine: Filter | undefined;
  choose: (filter: Filter | undefined) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const { roots, missing } = pathTree(items);
  const chosen = mine?.op === 'under' ? mine.path : undefined;
  return (
    <ul className="tree">
      {roots.map(node => (
        <Branch
          key={node.path}
          node={node}
          depth={0}
          chosen={chosen}
          choose={path => choose(path === chosen ? undefined : { op: 'under', column, path })}
        />
      ))}
      {missing > 0 && (
        <li>
          <button
            type="button"
            className="tree-row leaf"
            aria-pressed={mine?.op === 'missing'}
            onClick={() => choose(mine?.op === 'missing' ? undefined : { op: 'missing', column })}
          >
            <span className="nothing">{t(`common.${nothingOf(column)}`)}</span>
            <span className="count">{format.number(missing)}</span>
          </button>
        </li>
      )}
    </ul>
  );
}

function Branch({
  node,
  depth,
  chosen,
  choose,
}: {
  node: PathNode;
  depth: number;
  chosen: string | undefined;
  choose: (path: string) => void;
}) {
  const format = useFormat();
  const [open, setOpen] = useState(depth === 0);
  return (
    <li>
      <div className="tree-branch" style={{ paddingInlineStart: depth * 14 }}>
        {node.children.length > 0 ? (
          <button
            type="button"
            className="icon-button"
            aria-expanded={open}
            aria-label={node.path}
            onClick={() => setOpen(!open)}
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
        <button
          type="button"
          className="tree-row"
          aria-pressed={chosen === node.path}
          onClick={() => choose(node.path)}
        >
          <span>{node.name}</span>
          <span className="count">{format.number(node.count)}</span>
        </button>
      </div>
      {open && node.children.length > 0 && (
        <ul className="tree">
          {node.children.map(child => (
            <Branch key={child.path} node={child} depth={depth + 1} chosen={chosen} choose={choose} />
          ))}
        </ul>
      )}
    </li>
  );
}
