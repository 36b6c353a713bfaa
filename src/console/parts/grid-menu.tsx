import {
  ArrowDownWideNarrow,
  ArrowUpNarrowWide,
  Copy,
  Eye,
  EyeOff,
  RefreshCw,
  RotateCcw,
} from 'lucide-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { asTable, copyText } from './copy.ts';
import { Menu, type MenuGroups, type MenuItem, type OpenMenu } from './menu.tsx';
import type { GridColumn } from './simple-grid.tsx';

/** What was pressed: the head of a column, or a row with the text of its cells as they are shown. */
export type GridAbout =
  | { readonly of: 'head'; readonly column: string }
  | { readonly of: 'row'; readonly cells: readonly string[]; readonly cell: string };

/** Undefined between rows, and on rows that are not loaded yet. */
export function aboutOf(target: EventTarget): GridAbout | undefined {
  if (!(target instanceof Element)) return undefined;
  const head = target.closest<HTMLElement>('[data-column]');
  if (head) return { of: 'head', column: head.dataset['column']! };
  const cells = [...(target.closest('[data-index]')?.querySelectorAll('[role=gridcell]') ?? [])];
  if (cells.length === 0 || cells.some(each => each.querySelector('.bone'))) return undefined;
  const text = (cell: Element | null) => cell?.textContent.trim() ?? '';
  const shown = cells.filter(each => !each.classList.contains('grid-check'));
  return { of: 'row', cells: shown.map(text), cell: text(target.closest('[role=gridcell]')) };
}

interface Props {
  readonly menu: OpenMenu<GridAbout>;
  readonly close: () => void;
  readonly columns: readonly GridColumn[];
  readonly hidden: readonly GridColumn[];
  readonly hide: (key: string) => void;
  readonly show: (key: string) => void;
  readonly reset: () => void;
  readonly setSort: (sort: string) => void;
  readonly refresh: () => Promise<unknown>;
}

export function GridMenu({ menu: { anchor, about }, close, refresh, ...of }: Props) {
  const { t } = useTranslation();
  const column = about.of === 'head' ? of.columns.find(({ key }) => key === about.column) : undefined;
  const groups: MenuGroups =
    about.of === 'row'
      ? [
          [
            ...(about.cell
              ? [{ key: 'cell', word: t('lists.copyCell'), icon: Copy, act: () => void copyText(about.cell) }]
              : []),
            {
              key: 'row',
              word: t('lists.copyRows', { count: 1 }),
              icon: Copy,
              act: () => void copyText(asTable([about.cells])),
            },
          ],
        ]
      : headGroups(column, of, t);
  const again: MenuItem = {
    key: 'refresh',
    word: t('lists.refresh'),
    icon: RefreshCw,
    act: () => void refresh(),
  };
  const label = column ? t('lists.columnMenu', { column: column.title }) : t('lists.rowMenu', { count: 1 });
  return <Menu label={label} anchor={anchor} groups={[...groups, [again]]} close={close} />;
}

function headGroups(
  column: GridColumn | undefined,
  { columns, hidden, hide, show, reset, setSort }: Omit<Props, 'menu' | 'close' | 'refresh'>,
  t: TFunction,
): MenuGroups {
  const ofColumn: MenuItem[] = [];
  if (column && column.sortable !== false)
    ofColumn.push(
      { key: 'up', word: t('lists.sortUp'), icon: ArrowUpNarrowWide, act: () => setSort(column.key) },
      {
        key: 'down',
        word: t('lists.sortDown'),
        icon: ArrowDownWideNarrow,
        act: () => setSort(`-${column.key}`),
      },
    );
  // The first column opens the row; the others may go.
  if (column && !column.check && columns.filter(each => !each.check)[0] !== column)
    ofColumn.push({
      key: 'hide',
      word: t('lists.hideColumn', { column: column.title }),
      icon: EyeOff,
      act: () => hide(column.key),
    });
  return [
    ofColumn,
    hidden.map(({ key, title }) => ({
      key: `show-${key}`,
      word: t('lists.showColumn', { column: title }),
      icon: Eye,
      act: () => show(key),
    })),
    hidden.length > 0
      ? [{ key: 'reset', word: t('devices.chooser.reset'), icon: RotateCcw, act: reset }]
      : [],
  ];
}
