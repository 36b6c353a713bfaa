import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filter } from '../api/types.ts';
import { PlaceFacet } from '../devices/place-facet.tsx';
import { placeKinds, type PlaceKind } from '../organization/queries.ts';
import { useFormat } from '../parts/format.ts';
import type { GroupedColumn } from './columns.ts';
import type { Span } from './days.ts';
import { countsQuery, type Asked } from './queries.ts';
import { conditionsText, useSetOperationState, type OperationState } from './state.ts';
import { operationColumnWord, operationValueWord } from './words.ts';

const facets = ['suspicious', 'type', 'detail', 'user', 'source', 'destinationDrive'] as const;
type FacetKey = (typeof facets)[number] | PlaceKind;

interface Props {
  readonly state: OperationState;
  readonly asked: Asked;
  readonly span: Span;
}

/** Counts per value under the rest of the filter, and the trees of departments and locations; a press shows only those. */
export function QuickFilters({ state, asked, span }: Props) {
  const { t } = useTranslation();
  const set = useSetOperationState();
  const [open, setOpen] = useState<ReadonlySet<FacetKey>>(() => new Set<FacetKey>(['suspicious', 'type']));
  const toggle = (key: FacetKey) => {
    const next = new Set(open);
    if (!next.delete(key)) next.add(key);
    setOpen(next);
  };
  const head = (key: FacetKey) => (
    <button type="button" className="tree-row" aria-expanded={open.has(key)} onClick={() => toggle(key)}>
      {open.has(key) ? (
        <ChevronDown size={14} aria-hidden="true" />
      ) : (
        <ChevronRight size={14} aria-hidden="true" />
      )}
      <span>{operationColumnWord(key, t)}</span>
    </button>
  );
  return (
    <section className="panel-section" aria-labelledby="operation-groups">
      <h2 id="operation-groups">{t('operations.groups')}</h2>
      {facets.map(key => (
        <div key={key}>
          {head(key)}
          {open.has(key) && <Facet column={key} state={state} asked={asked} span={span} />}
        </div>
      ))}
      {placeKinds.map(kind => (
        <div key={kind}>
          {head(kind)}
          {open.has(kind) && (
            <PlaceFacet
              kind={kind}
              rest={[]}
              mine={state[kind] === undefined ? undefined : { op: 'under', column: kind, path: state[kind] }}
              choose={filter =>
                set({ [kind]: filter?.op === 'under' ? filter.path : undefined, sel: undefined })
              }
              counting
              definedOnly
            />
          )}
        </div>
      ))}
      <p className="panel-advice">{t('operations.advice')}</p>
    </section>
  );
}

interface FacetProps extends Props {
  readonly column: GroupedColumn;
}

function Facet({ column, state, asked, span }: FacetProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const set = useSetOperationState();
  const isMine = (filter: Filter) => 'column' in filter && filter.column === column;
  const rest = state.conditions.filter(each => !isMine(each));
  const mine = state.conditions.find(isMine);
  const text = state.text.trim();
  const filter = mine ? conditionsText(text === '' ? rest : [...rest, { op: 'search', text }]) : asked.filter;
  const { data } = useQuery(countsQuery({ ...asked, filter }, span, column, 20));
  if (!data) return null;
  if (data.length === 0) return <p className="tree-empty">{t('operations.noValues')}</p>;
  const chosen = (value: string | boolean) => mine?.op === 'eq' && mine.value === value;
  return (
    <ul className="tree">
      {data.map(({ value: told, count }) => {
        const value = column === 'suspicious' ? told === 'true' : told;
        const word = operationValueWord(column, value, t, format);
        const only: Filter = { op: 'eq', column, value };
        return (
          <li key={told}>
            <button
              type="button"
              className="tree-row leaf"
              aria-pressed={chosen(value)}
              title={word}
              onClick={() =>
                set({ f: conditionsText(chosen(value) ? rest : [...rest, only]), sel: undefined })
              }
            >
              <span>{word}</span>
              <span className="count">{format.number(count)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
