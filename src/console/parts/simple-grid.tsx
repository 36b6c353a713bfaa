import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { Row } from '../api/types.ts';
import { useWindows, type WindowQuery } from '../devices/use-windows.ts';
import { useAppearance } from '../theme/appearance.tsx';
import { sizes } from '../theme/palette.ts';
import { announce } from './announce.tsx';
import { ErrorPanel } from './error-panel.tsx';
import { aboutOf, GridMenu, type GridAbout } from './grid-menu.tsx';
import { Ranks } from './mark.tsx';
import { useMenu } from './menu.tsx';
import { Pager } from './pager.tsx';
import { RefreshButton } from './refresh-button.tsx';
import { useGridColumns } from './use-grid-columns.ts';
import { useOwnPages } from './use-pages.ts';

export interface GridColumn {
  readonly key: string;
  readonly title: string;
  readonly width: number;
  readonly mono?: boolean;
  readonly right?: boolean;
  readonly sortable?: boolean;
  /** Holds a check box: as narrow as it is wide, its title for readers only. */
  readonly check?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

interface Props {
  /** Names the list where its columns are kept with the account. */
  readonly list: string;
  readonly label: string;
  readonly query: WindowQuery;
  readonly columns: readonly GridColumn[];
  readonly sort: string;
  readonly setSort: (sort: string) => void;
  readonly count: (count: number) => string;
  readonly empty: ReactNode;
  readonly selected?: string | undefined;
  readonly onSelect?: (row: Row) => void;
  readonly foot?: ReactNode;
}

const HEAD = 32;

/**
 * A virtual list, page by page, sorted on the server, one column at a time. The right button or the menu key on a head
 * sorts, hides and shows columns, on a row it copies.
 */
export function SimpleGrid({
  list,
  label,
  query,
  columns: all,
  sort,
  setSort,
  count,
  empty,
  selected,
  onSelect,
  foot,
}: Props) {
  const { density } = useAppearance();
  const scroller = useRef<HTMLDivElement>(null);
  const height = sizes[density].row;
  const [range, setRange] = useState({ first: 0, last: 40 });
  const { columns, hidden, hide, show, reset } = useGridColumns(list, all);
  const [total, setTotal] = useState<number>();
  const pages = useOwnPages(total, query);
  const { start } = pages;
  const windows = useWindows(query, start + range.first, start + range.last);
  if (windows.total !== total) setTotal(windows.total);
  const { menu, close, onContextMenu } = useMenu<GridAbout>();
  const virtualizer = useVirtualizer({
    count: Math.max(0, Math.min(pages.size, (total ?? 0) - start)),
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    scrollPaddingStart: HEAD,
    onChange: instance => {
      const items = instance.getVirtualItems();
      const first = items[0]?.index ?? 0;
      const last = items.at(-1)?.index ?? 0;
      setRange(before => (before.first === first && before.last === last ? before : { first, last }));
    },
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, height]);
  useLayoutEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [start]);
  const text = windows.total === undefined ? undefined : count(windows.total);
  useEffect(() => {
    if (text !== undefined && !windows.loading) announce(text);
  }, [text, windows.loading]);
  const template = columns
    .map(({ width, check }) => (check ? `${width}px` : `minmax(${width}px, ${width}fr)`))
    .join(' ');
  const width = columns.reduce((sum, each) => sum + each.width, 0);
  const [by, descending] = [sort.replace(/^-/, ''), sort.startsWith('-')];
  if (windows.error) return <ErrorPanel error={windows.error} retry={windows.retry} />;
  return (
    <>
      <div className="list-body">
        <div
          className="list-scroller"
          ref={scroller}
          tabIndex={0}
          role="grid"
          aria-label={label}
          aria-rowcount={(total ?? 0) + 1}
          aria-colcount={columns.length}
          aria-busy={windows.loading}
          onContextMenu={event => {
            const about = aboutOf(event.target);
            if (about) onContextMenu(event, about);
          }}
        >
          <div role="rowgroup" className="grid-head-group" style={{ minWidth: width }}>
            <div
              role="row"
              aria-rowindex={1}
              className="grid-row grid-head"
              style={{ gridTemplateColumns: template }}
            >
              {columns.map(column => (
                <div
                  key={column.key}
                  data-column={column.key}
                  role="columnheader"
                  className={`${column.right ? 'right' : ''} ${column.check ? 'grid-check' : ''}`}
                  aria-sort={by === column.key ? (descending ? 'descending' : 'ascending') : 'none'}
                >
                  {column.sortable === false ? (
                    <span className={column.check ? 'visually-hidden' : 'head-text'}>{column.title}</span>
                  ) : (
                    <button
                      type="button"
                      onClick={() =>
                        setSort(by === column.key && !descending ? `-${column.key}` : column.key)
                      }
                    >
                      <span>{column.title}</span>
                      {by === column.key &&
                        (descending ? (
                          <ArrowDown size={13} aria-hidden="true" />
                        ) : (
                          <ArrowUp size={13} aria-hidden="true" />
                        ))}
                    </button>
                  )}
                </div>
              ))}
            </div>
          </div>
          <div
            role="rowgroup"
            className="list-space"
            style={{ height: virtualizer.getTotalSize(), minWidth: width }}
          >
            {virtualizer.getVirtualItems().map(item => {
              const index = start + item.index;
              const row = windows.row(index);
              return (
                <div
                  key={item.key}
                  role="row"
                  aria-rowindex={index + 2}
                  data-index={index}
                  aria-selected={onSelect ? row !== undefined && row.id === selected : undefined}
                  className={onSelect ? 'grid-row clickable' : 'grid-row'}
                  style={{ gridTemplateColumns: template, height, transform: `translateY(${item.start}px)` }}
                  onClick={row && onSelect ? () => onSelect(row) : undefined}
                >
                  {columns.map(column => (
                    <div
                      key={column.key}
                      role="gridcell"
                      className={`${column.mono ? 'mono' : ''} ${column.right ? 'right' : ''} ${column.check ? 'grid-check' : ''}`}
                    >
                      {row ? (
                        column.cell(row)
                      ) : (
                        <i
                          className="bone"
                          style={{ width: `${40 + ((item.index * 7 + column.key.length * 13) % 45)}%` }}
                        />
                      )}
                    </div>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
        {menu && (
          <GridMenu
            menu={menu}
            close={close}
            columns={columns}
            hidden={hidden}
            hide={hide}
            show={show}
            reset={reset}
            setSort={setSort}
            refresh={windows.refresh}
          />
        )}
        {windows.total === 0 && !windows.loading && (
          <div className="empty under-head">
            <Ranks />
            {empty}
          </div>
        )}
      </div>
      <footer className="list-foot">
        <strong>{text ?? '…'}</strong>
        <span className="spacer" />
        {foot}
        <RefreshButton refresh={windows.refresh} of={label} />
        {total ? <Pager pages={pages} /> : null}
      </footer>
    </>
  );
}
