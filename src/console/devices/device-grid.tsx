import {
  columnOrderingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useElementScrollRestoration } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Row } from '../api/types.ts';
import { useFormat } from '../parts/format.ts';
import { useMedia } from '../parts/use-media.ts';
import { useAsOf } from '../shell/as-of.ts';
import { usePreference } from '../shell/preferences.ts';
import { useAppearance } from '../theme/appearance.tsx';
import { sizes } from '../theme/palette.ts';
import { alignedRight, type CellContext } from './cell.tsx';
import { allColumns, columnByKey, type DeviceColumnKey, type ListColumn } from './columns.ts';
import { columnWord } from './filter-words.ts';
import { useDeviceFields } from './own-fields.ts';
import { useOwnTypes } from './own-types.ts';
import { GridRow } from './grid-row.tsx';
import { PhoneRow } from './phone-row.tsx';
import type { Selection } from './selection.ts';
import type { SortBy } from './state.ts';
import { useWindows, type WindowQuery, type Windows } from './use-windows.ts';

const features = tableFeatures({ columnOrderingFeature, columnSizingFeature, columnVisibilityFeature });
const helper = createColumnHelper<typeof features, Row>();
const definitions = helper.columns(
  allColumns.map(column =>
    helper.accessor(row => row[column.key], { id: column.key, size: column.width, minSize: 56 }),
  ),
);
/** Rows come in windows, not as one array; the table model keeps the columns. */
const noRows: Row[] = [];
const CHECK = 40;
const PHONE_ROW = 58;
const HEAD = 32;

interface Props {
  readonly query: WindowQuery;
  readonly columns: readonly DeviceColumnKey[];
  readonly sort: readonly SortBy[];
  readonly setSort: (sort: readonly SortBy[]) => void;
  readonly selection: Selection;
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly onOpen: (index: number, id: string) => void;
  /** Ids changed since the list was opened; underlined for a while. */
  readonly fresh: ReadonlySet<string>;
  readonly onWindows: (windows: Windows, range: { readonly first: number; readonly last: number }) => void;
}

export function DeviceGrid({
  query,
  columns,
  sort,
  setSort,
  selection,
  active,
  setActive,
  onOpen,
  fresh,
  onWindows,
}: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  // What their columns and types are called is known once they were read.
  useDeviceFields();
  useOwnTypes();
  const { time } = useAsOf();
  const { density } = useAppearance();
  const phone = useMedia('(max-width: 760px)');
  const scroller = useRef<HTMLDivElement>(null);
  const widths = usePreference('widths')?.['devices'];
  const rowHeight = phone ? PHONE_ROW : sizes[density].row;

  const state = useMemo(
    () => ({
      columnOrder: [...columns],
      columnVisibility: Object.fromEntries(allColumns.map(each => [each.key, columns.includes(each.key)])),
      columnSizing: { ...widths },
    }),
    [columns, widths],
  );
  const table = useTable({ features, columns: definitions, data: noRows, state });
  const shown = table
    .getVisibleLeafColumns()
    .map(each => ({ column: columnByKey.get(each.id)!, width: each.getSize() }));
  const template = `${CHECK}px ${shown.map(each => `minmax(${each.width}px, ${each.width}fr)`).join(' ')}`;
  const width = CHECK + shown.reduce((sum, each) => sum + each.width, 0);

  const [range, setRange] = useState({ first: 0, last: 40 });
  const windows = useWindows(query, range.first, range.last);
  const count = windows.total ?? 0;
  // Back comes to the place one left; the router keeps it by the entry of the history.
  const left = useElementScrollRestoration({ id: 'devices' })?.scrollY ?? 0;
  const virtualizer = useVirtualizer({
    count,
    initialOffset: left,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: phone ? 0 : HEAD,
    onChange: instance => {
      const items = instance.getVirtualItems();
      const first = items[0]?.index ?? 0;
      const last = items.at(-1)?.index ?? 0;
      setRange(before => (before.first === first && before.last === last ? before : { first, last }));
    },
  });
  const toRestore = useRef(left);
  useLayoutEffect(() => {
    if (count === 0 || toRestore.current === 0) return;
    scroller.current?.scrollTo({ top: toRestore.current });
    toRestore.current = 0;
  }, [count]);
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  const scrolled = virtualizer.scrollOffset ?? 0;
  const visibleFirst = Math.floor(scrolled / rowHeight);
  const visibleLast = Math.min(
    count,
    visibleFirst +
      Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 600) - (phone ? 0 : HEAD)) / rowHeight)),
  );
  useEffect(() => onWindows(windows, { first: count === 0 ? 0 : visibleFirst + 1, last: visibleLast }));
  useEffect(() => {
    if (active >= 0) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [active, virtualizer]);

  const context = useMemo<CellContext>(() => ({ t, format, past: time !== undefined }), [t, format, time]);
  const items = virtualizer.getVirtualItems();
  if (phone)
    return (
      <div
        className="list-scroller"
        ref={scroller}
        data-scroll-restoration-id="devices"
        tabIndex={0}
        role="list"
        aria-label={t('devices.list.label')}
        aria-busy={windows.loading}
      >
        <div className="list-space" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(item => (
            <PhoneRow
              key={item.key}
              top={item.start}
              row={windows.row(item.index)}
              index={item.index}
              count={count}
              context={context}
              onOpen={onOpen}
            />
          ))}
        </div>
      </div>
    );
  return (
    <div
      className="list-scroller"
      ref={scroller}
      data-scroll-restoration-id="devices"
      tabIndex={0}
      role="grid"
      aria-label={t('devices.list.label')}
      aria-rowcount={count + 1}
      aria-colcount={shown.length + 1}
      aria-busy={windows.loading}
      aria-multiselectable="true"
    >
      <div role="rowgroup" className="grid-head-group" style={{ minWidth: width }}>
        <div
          role="row"
          aria-rowindex={1}
          className="grid-row grid-head"
          style={{ gridTemplateColumns: template }}
        >
          <div role="columnheader" className="grid-check">
            <input
              type="checkbox"
              aria-label={t('devices.list.selectPage')}
              checked={selection.count > 0 && selection.hasAll(windows.loadedIds())}
              ref={element => {
                if (element)
                  element.indeterminate = selection.count > 0 && !selection.hasAll(windows.loadedIds());
              }}
              onChange={() => selection.togglePage(windows.loadedIds())}
            />
          </div>
          {shown.map(({ column }) => (
            <HeadCell key={column.key} column={column} sort={sort} setSort={setSort} />
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        className="list-space"
        style={{ height: virtualizer.getTotalSize(), minWidth: width }}
      >
        {items.map(item => {
          const row = windows.row(item.index);
          return (
            <GridRow
              key={item.key}
              row={row}
              index={item.index}
              top={item.start}
              height={rowHeight}
              template={template}
              columns={columns}
              selected={row ? selection.has(row.id) : false}
              active={item.index === active}
              fresh={row ? fresh.has(row.id) : false}
              context={context}
              onSelect={selection.toggle}
              onActive={setActive}
              onOpen={onOpen}
            />
          );
        })}
      </div>
    </div>
  );
}

function HeadCell({
  column,
  sort,
  setSort,
}: {
  column: ListColumn;
  sort: readonly SortBy[];
  setSort: (sort: readonly SortBy[]) => void;
}) {
  const { t } = useTranslation();
  const at = sort.findIndex(each => each.column === column.key);
  const by = sort[at];
  const label = columnWord(column.key, t);
  return (
    <div
      role="columnheader"
      aria-sort={by ? (by.descending ? 'descending' : 'ascending') : 'none'}
      className={alignedRight(column) ? 'right' : ''}
    >
      <button
        type="button"
        onClick={event => {
          const next = { column: column.key, descending: by ? !by.descending : false };
          setSort(event.shiftKey ? [...sort.filter(each => each.column !== column.key), next] : [next]);
        }}
      >
        <span>{label}</span>
        {by &&
          (by.descending ? (
            <ArrowDown size={13} aria-hidden="true" />
          ) : (
            <ArrowUp size={13} aria-hidden="true" />
          ))}
        {by && sort.length > 1 && <sup>{at + 1}</sup>}
      </button>
    </div>
  );
}
