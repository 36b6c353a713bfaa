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
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Row } from '../api/types.ts';
import { useFormat } from '../parts/format.ts';
import type { Pages } from '../parts/use-pages.ts';
import { useMedia } from '../parts/use-media.ts';
import { useAsOf } from '../shell/as-of.ts';
import { usePreference } from '../shell/preferences.ts';
import { useAppearance } from '../theme/appearance.tsx';
import { sizes } from '../theme/palette.ts';
import type { CellContext } from './cell.tsx';
import { allColumns, columnByKey, type DeviceColumnKey } from './columns.ts';
import { useCarry } from './carry.ts';
import { GridRow, rowId } from './grid-row.tsx';
import { HeadCell } from './head-cell.tsx';
import { keysOfGrid } from './grid-keys.ts';
import { useDeviceFields } from './own-fields.ts';
import { useOwnTypes } from './own-types.ts';
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

/** What a menu is asked for: a row, in which column if in one, or the head of a column. */
export type MenuAbout =
  | { readonly of: 'row'; readonly index: number; readonly column?: DeviceColumnKey | undefined }
  | { readonly of: 'head'; readonly column: DeviceColumnKey };

interface Props {
  readonly query: WindowQuery;
  readonly pages: Pages;
  readonly columns: readonly DeviceColumnKey[];
  readonly sort: readonly SortBy[];
  readonly setSort: (sort: readonly SortBy[]) => void;
  readonly selection: Selection;
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly onMenu: (event: MouseEvent<HTMLElement>, about: MenuAbout) => void;
  readonly onOpen: (index: number, id: string) => void;
  /** Ids changed since the list was opened; underlined for a while. */
  readonly fresh: ReadonlySet<string>;
  readonly onWindows: (windows: Windows, range: { readonly first: number; readonly last: number }) => void;
}

export function DeviceGrid({
  query,
  pages,
  columns,
  sort,
  setSort,
  selection,
  active,
  setActive,
  onMenu,
  onOpen,
  fresh,
  onWindows,
}: Props) {
  const { start } = pages;
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
  const windows = useWindows(query, start + range.first, start + range.last);
  const total = windows.total ?? 0;
  const count = Math.max(0, Math.min(pages.size, total - start));
  const end = start + count;
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
  useEffect(() =>
    onWindows(windows, { first: count === 0 ? 0 : start + visibleFirst + 1, last: start + visibleLast }),
  );
  const from = useRef(start);
  useLayoutEffect(() => {
    if (from.current === start) return;
    from.current = start;
    scroller.current?.scrollTo({ top: 0 });
  }, [start]);
  useEffect(() => {
    if (active >= start && active < end) virtualizer.scrollToIndex(active - start, { align: 'auto' });
  }, [active, start, end, virtualizer]);

  const context = useMemo<CellContext>(() => ({ t, format, past: time !== undefined }), [t, format, time]);
  const carry = useCarry(selection);
  const items = virtualizer.getVirtualItems();
  const whole = selection.count > 0 && selection.hasAll(windows.loadedIds(start, end));
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
              row={windows.row(start + item.index)}
              index={start + item.index}
              count={total}
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
      aria-rowcount={total + 1}
      aria-colcount={shown.length + 1}
      aria-busy={windows.loading}
      aria-multiselectable="true"
      {...(items.some(item => start + item.index === active) && { 'aria-activedescendant': rowId(active) })}
      onKeyDown={keysOfGrid({ active, start, end, selection, setActive, idAt: at => windows.row(at)?.id })}
      onContextMenu={event => {
        const about = aboutOf(event.target, active);
        if (about) onMenu(event, about);
      }}
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
              checked={whole}
              ref={element => {
                if (element) element.indeterminate = selection.count > 0 && !whole;
              }}
              onChange={() => selection.toggleRows(start, end, whole)}
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
          const index = start + item.index;
          const row = windows.row(index);
          return (
            <GridRow
              key={item.key}
              row={row}
              index={index}
              top={item.start}
              height={rowHeight}
              template={template}
              columns={columns}
              selected={row ? selection.has(row.id) : false}
              active={index === active}
              fresh={row ? fresh.has(row.id) : false}
              context={context}
              onSelect={selection.toggle}
              onActive={setActive}
              onPress={selection.press}
              onDrag={carry}
              onOpen={onOpen}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The row or head that was pressed; the row that keys act on where the list itself has the focus. */
function aboutOf(target: EventTarget, active: number): MenuAbout | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null;
  const key = columnByKey.get(cell?.dataset['column'] ?? '')?.key;
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-index]') : null;
  if (row) return { of: 'row', index: Number(row.dataset['index']), column: key };
  if (key) return { of: 'head', column: key };
  return active < 0 ? undefined : { of: 'row', index: active };
}
