import { useQuery } from '@tanstack/react-query';
import { Download, Eye, PanelLeft, X } from 'lucide-react';
import { lazy, Suspense, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownOperation } from '../../../domain/operation-logs/records/index.ts';
import { apiUrl } from '../api/client.ts';
import { useDeviceName } from '../devices/device-name.tsx';
import { FilterBar } from '../devices/filter-bar.tsx';
import { useFormat } from '../parts/format.ts';
import { useKeys } from '../shell/keys.ts';
import { DayBar } from './day-bar.tsx';
import { countByDay, dayOf, daysIn, isMonth, monthOf, quarterMs, quartersIn, spanOf } from './days.ts';
import { Find } from './find.tsx';
import { NoMatch } from './no-match.tsx';
import { usePurpose } from './purpose.ts';
import { edgeQuery, paramsOf, quartersQuery, type Asked } from './queries.ts';
import { QuickFilters } from './quick-filters.tsx';
import { RecordList } from './record-list.tsx';
import { SavedFilters } from './saved-filters.tsx';
import { conditionsText, useOperationState, useSetOperationState } from './state.ts';
import { TimeChart, type Bar } from './time-chart.tsx';
import { saidOfOperations } from './words.ts';

const RecordDrawer = lazy(() =>
  import('./record-drawer.tsx').then(module => ({ default: module.RecordDrawer })),
);
const FilterEditor = lazy(() =>
  import('./filter-editor.tsx').then(module => ({ default: module.OperationFilterEditor })),
);

interface Props {
  /** The newest record there is. */
  readonly newest: ShownOperation;
  /** Nothing from this moment on is shown. */
  readonly end: number | undefined;
  readonly head: ReactNode;
  /** Every look is recorded with its purpose. */
  readonly purposed: boolean;
}

/** The records of one day or month under a filter. */
export function Records({ newest, end, head, purposed }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const state = useOperationState();
  const set = useSetOperationState();
  const [purpose] = usePurpose();
  const [panel, setPanel] = useState(false);
  const [chip, setChip] = useState<number>();
  const { filter, department, location, selected } = state;
  const asked = useMemo<Asked>(
    () => ({ filter, department, location, purpose }),
    [filter, department, location, purpose],
  );
  const isFiltered = filter !== undefined || department !== undefined || location !== undefined;
  const newestMatch = useQuery({
    ...edgeQuery(asked, { before: end }),
    enabled: isFiltered && state.day === undefined,
  });
  const day = state.day ?? dayOf(Date.parse((newestMatch.data ?? newest).at));
  const days = useDays(day, asked, isFiltered, end);
  const bars = useBars(day, days.slots, format.locale);
  const span =
    state.quarter === undefined
      ? days.span
      : { from: state.quarter, until: Math.min(state.quarter + quarterMs, days.span.until) };
  const device = state.conditions.find(each => each.op === 'eq' && each.column === 'device');
  const computer = useDeviceName(device?.op === 'eq' ? String(device.value) : undefined);
  const setConditions = (conditions: typeof state.conditions) =>
    set({ f: conditionsText(conditions), sel: undefined });
  const choose = (next: string) => set({ day: next, at: undefined, sel: undefined }, true);
  const chosenBar = state.quarter === undefined ? undefined : String(state.quarter);
  useKeys({
    f: () => setChip(-1),
    'shift+f': () => setConditions(state.conditions.slice(0, -1)),
    ...(selected ? { Escape: () => set({ sel: undefined }) } : {}),
  });
  return (
    <div
      className="list-page operations-page"
      data-drawer={selected ? true : undefined}
      data-panel={panel || undefined}
    >
      <aside className="context-panel" aria-label={t('operations.groups')}>
        <SavedFilters state={state} />
        <QuickFilters state={state} asked={asked} span={span} />
      </aside>
      <section className="list-main">
        <div className="list-head">
          <div className="operations-head">
            <button
              type="button"
              className="icon-button large panel-button"
              aria-label={t('operations.groups')}
              aria-expanded={panel}
              onClick={() => setPanel(!panel)}
            >
              <PanelLeft size={16} aria-hidden="true" />
            </button>
            {head}
            {purposed && (
              <span className="tag" title={purpose}>
                <Eye size={13} aria-hidden="true" /> {t('operations.recorded')}
              </span>
            )}
            <a
              className="button wide-only"
              href={apiUrl('/operations/export', paramsOf(asked, span))}
              download
            >
              <Download size={15} aria-hidden="true" /> {t('operations.export')}
            </a>
          </div>
          <DayBar
            day={day}
            asked={asked}
            end={end}
            counts={days.counts}
            matches={days.matches}
            choose={choose}
          />
          <div className="operations-filters">
            <Find key={state.text} text={state.text} set={q => set({ q: q || undefined, sel: undefined })} />
            <FilterBar
              conditions={state.conditions}
              setConditions={setConditions}
              open={chip}
              setOpen={setChip}
              said={saidOfOperations(t, format, computer)}
              Editor={FilterEditor}
            />
            {(['department', 'location'] as const).map(
              kind =>
                state[kind] !== undefined && (
                  <span key={kind} className="chip">
                    <span className="chip-words">
                      <span className="chip-field">{t(`operations.columns.${kind}`)}</span>
                      <span className="chip-operator">{t('devices.filter.ops.under')}</span>
                      <span className="chip-value">{state[kind]}</span>
                    </span>
                    <button
                      type="button"
                      className="chip-remove"
                      aria-label={t('devices.filter.remove', { text: state[kind] })}
                      onClick={() => set({ [kind]: undefined })}
                    >
                      <X size={14} aria-hidden="true" />
                    </button>
                  </span>
                ),
            )}
          </div>
          <TimeChart
            bars={bars}
            every={isMonth(day) ? 5 : 12}
            chosen={chosenBar}
            label={t(isMonth(day) ? 'operations.chart.days' : 'operations.chart.quarters')}
            all={t(isMonth(day) ? 'operations.chart.wholeMonth' : 'operations.chart.wholeDay')}
            choose={key =>
              key !== undefined && isMonth(day)
                ? choose(key)
                : set({ at: key && new Date(Number(key)).toISOString(), sel: undefined })
            }
          />
        </div>
        <RecordList
          asked={asked}
          span={span}
          dated={isMonth(day)}
          selected={selected}
          select={id => set({ sel: id }, selected === undefined)}
          total={days.slots && sumOf(bars.filter(({ key }) => chosenBar === undefined || key === chosenBar))}
          empty={<NoMatch asked={asked} isFiltered={isFiltered} end={end} choose={choose} />}
        />
      </section>
      <Suspense fallback={<div className="drawer" />}>
        {selected && <RecordDrawer key={selected} id={selected} close={() => set({ sel: undefined })} />}
      </Suspense>
    </div>
  );
}

const sumOf = (bars: readonly Bar[]) => bars.reduce((sum, { count }) => sum + count, 0);

/** The days of the month around `day`: which have records, and which match. */
function useDays(day: string, asked: Asked, isFiltered: boolean, end: number | undefined) {
  const upTo = (text: string) => {
    const { from, until } = spanOf(text)!;
    return { from, until: Math.max(from, Math.min(until, end ?? Infinity)) };
  };
  const month = upTo(monthOf(day));
  const all = useQuery(quartersQuery({ purpose: asked.purpose }, month));
  const matching = useQuery({ ...quartersQuery(asked, month), enabled: isFiltered });
  const slots = isFiltered ? matching.data : all.data;
  const counts = useMemo(() => all.data && countByDay(all.data), [all.data]);
  const matches = useMemo(
    () => (isFiltered && matching.data ? countByDay(matching.data) : undefined),
    [isFiltered, matching.data],
  );
  return { span: upTo(day), slots, counts, matches };
}

/** Days of a month, or quarters of a day, with what was counted in each. */
function useBars(day: string, slots: ReturnType<typeof useDays>['slots'], locale: string): readonly Bar[] {
  return useMemo(() => {
    if (isMonth(day)) {
      const counts = countByDay(slots ?? []);
      return daysIn(day).map(each => ({
        key: each,
        word: new Date(spanOf(each)!.from).toLocaleDateString(locale, { day: 'numeric', month: 'short' }),
        count: counts.get(each) ?? 0,
      }));
    }
    return quartersIn(spanOf(day)!, slots ?? []).map(({ at, count }) => ({
      key: String(at),
      word: new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
      count,
    }));
  }, [day, slots, locale]);
}
