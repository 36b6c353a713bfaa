import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filter } from '../api/types.ts';
import { nested, wordOf, type Place } from '../organization/places.ts';
import { hierarchyQuery, type PlaceKind } from '../organization/queries.ts';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import { facetText } from './facet-menu.tsx';
import { filterOf } from './filter-words.ts';
import { nothingOf } from './value-words.ts';

interface Props {
  readonly kind: PlaceKind;
  /** The filter without the condition on this column. */
  readonly rest: readonly Filter[];
  readonly mine: Filter | undefined;
  readonly choose: (filter: Filter | undefined) => void;
  readonly counting: boolean;
  /** Those that nobody has placed are left out. */
  readonly definedOnly?: boolean;
}

/** The departments, or locations, as a tree: what is defined, also without devices, and what only devices record. */
export function PlaceFacet({ kind, rest, mine, choose, counting, definedOnly = false }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { params } = useAsOf();
  const { data } = useQuery({ ...hierarchyQuery(kind, params, filterOf(rest)), enabled: counting });
  if (!data) return null;
  const unplaced = definedOnly ? 0 : data.unknown;
  if (data.items.length === 0 && unplaced === 0)
    return <p className="tree-empty">{t('devices.groups.empty')}</p>;
  const chosen = mine?.op === 'under' ? mine.path : undefined;
  return (
    <ul className="tree">
      {nested(data.items).map(place => (
        <Branch
          key={place.path}
          kind={kind}
          place={place}
          chosen={chosen}
          choose={path => choose(path === chosen ? undefined : { op: 'under', column: kind, path })}
        />
      ))}
      {unplaced > 0 && (
        <li>
          <button
            type="button"
            className="tree-row leaf"
            data-facet={facetText({ op: 'missing', column: kind })}
            aria-pressed={mine?.op === 'missing'}
            onClick={() => choose(mine?.op === 'missing' ? undefined : { op: 'missing', column: kind })}
          >
            <span className="nothing">{t(`common.${nothingOf(kind)}`)}</span>
            <span className="count">{format.number(unplaced)}</span>
          </button>
        </li>
      )}
    </ul>
  );
}

interface BranchProps {
  readonly kind: PlaceKind;
  readonly place: Place;
  readonly chosen: string | undefined;
  readonly choose: (path: string) => void;
}

function Branch({ kind, place, chosen, choose }: BranchProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(place.depth === 0);
  return (
    <li>
      <div className="tree-branch" style={{ paddingInlineStart: place.depth * 14 }}>
        {place.children.length > 0 ? (
          <button
            type="button"
            className="icon-button"
            aria-expanded={open}
            aria-label={place.path}
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
          data-facet={facetText({ op: 'under', column: kind, path: place.path })}
          aria-pressed={chosen === place.path}
          onClick={() => choose(place.path)}
        >
          <span>{wordOf(place, i18n.language)}</span>
          {place.id === null && <span className="old-mark">{t('organization.old')}</span>}
          <span className="count">{format.number(place.below)}</span>
        </button>
      </div>
      {open && place.children.length > 0 && (
        <ul className="tree">
          {place.children.map(child => (
            <Branch key={child.path} kind={kind} place={child} chosen={chosen} choose={choose} />
          ))}
        </ul>
      )}
    </li>
  );
}
