import {
  ArrowDownWideNarrow,
  ArrowUpNarrowWide,
  Columns3,
  Copy,
  ExternalLink,
  EyeOff,
  Filter as FilterIcon,
  FolderOpen,
  RefreshCw,
  RotateCcw,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import type { Cell, Row } from '../api/types.ts';
import { copyText } from '../parts/copy.ts';
import { useFormat } from '../parts/format.ts';
import { Menu, type MenuGroups, type MenuItem, type OpenMenu } from '../parts/menu.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { isOffered, useOfferedActs, type ListAct } from './acts/act-dialogs.tsx';
import { actIcons, isCommand } from './acts/acts-menu.tsx';
import { useColumnChoice } from './column-choice.ts';
import type { DeviceColumnKey } from './columns.ts';
import { cellText } from './copy-rows.ts';
import { columnWord } from './filter-words.ts';
import type { MenuAbout } from './device-grid.tsx';
import type { SortBy } from './state.ts';

/** Rows a menu of the list is about: one, or the selection it belongs to. */
export interface MenuRows {
  readonly count: number;
  /** They are those that match the filter of the list. */
  readonly all: boolean;
  /** Those of them that are loaded. */
  readonly rows: readonly Row[];
  readonly open: (row: Row) => void;
  readonly hrefOf: (row: Row) => string;
  /** Absent where they are too many for it. */
  readonly copy?: (() => void) | undefined;
  readonly showOnly?: (() => void) | undefined;
  readonly begin: (act: ListAct) => void;
}

interface Props {
  readonly menu: OpenMenu<MenuAbout>;
  readonly close: () => void;
  readonly rows: MenuRows | undefined;
  readonly columns: readonly DeviceColumnKey[];
  readonly setSort: (sort: readonly SortBy[]) => void;
  readonly chooseColumns: () => void;
  readonly refresh: () => void;
}

/** What can be done now with a row, the selection or a column; what cannot is not offered. */
export function ListMenu({ menu, close, rows, columns, setSort, chooseColumns, refresh }: Props) {
  const { t } = useTranslation();
  const { set, reset } = useColumnChoice();
  const rowGroups = useRowGroups(menu.about, rows);
  const { about } = menu;
  const ofList: readonly MenuItem[] = [
    { key: 'columns', word: t('lists.chooseColumns'), icon: Columns3, act: chooseColumns },
    ...(about.of === 'head'
      ? [{ key: 'reset', word: t('devices.chooser.reset'), icon: RotateCcw, act: reset }]
      : [{ key: 'refresh', word: t('lists.refresh'), icon: RefreshCw, act: refresh }]),
  ];
  const sort = (descending: boolean) => () => {
    if (about.of === 'head') setSort([{ column: about.column, descending }]);
  };
  const headGroups = (column: DeviceColumnKey): MenuGroups => [
    [
      { key: 'up', word: t('lists.sortUp'), icon: ArrowUpNarrowWide, act: sort(false) },
      { key: 'down', word: t('lists.sortDown'), icon: ArrowDownWideNarrow, act: sort(true) },
      ...(columns.length > 1
        ? [
            {
              key: 'hide',
              word: t('lists.hideColumn', { column: columnWord(column, t) }),
              icon: EyeOff,
              act: () => set(columns.filter(each => each !== column)),
            },
          ]
        : []),
    ],
  ];
  const label =
    about.of === 'head'
      ? t('lists.columnMenu', { column: columnWord(about.column, t) })
      : t('lists.rowMenu', { count: rows?.count ?? 0 });
  return (
    <Menu
      label={label}
      anchor={menu.anchor}
      close={close}
      groups={[...(about.of === 'head' ? headGroups(about.column) : rowGroups), ofList]}
    />
  );
}

function useRowGroups(about: MenuAbout, of: MenuRows | undefined): MenuGroups {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const offered = useOfferedActs();
  const { time } = useAsOf();
  if (about.of === 'head' || !of) return [];
  const [row] = of.rows;
  const value = row && about.column ? cellText(about.column, row[about.column] as Cell, t, format) : '';
  const single: readonly MenuItem[] =
    of.count === 1 && row
      ? [
          { key: 'open', word: t('lists.open'), icon: FolderOpen, act: () => of.open(row) },
          {
            key: 'tab',
            word: t('lists.openTab'),
            icon: ExternalLink,
            act: () => void window.open(of.hrefOf(row), '_blank', 'noopener'),
          },
        ]
      : [];
  const acts = time || !may('devices.manage') ? [] : actsNow(offered, of);
  return [
    single,
    acts.map(act => ({
      key: act,
      word: t(`acts.${act}.open`),
      icon: actIcons[act],
      danger: act === 'remove',
      act: () => of.begin(act),
    })),
    [
      ...(of.count === 1 && value
        ? [{ key: 'cell', word: t('lists.copyCell'), icon: Copy, act: () => void copyText(value) }]
        : []),
      ...(of.copy
        ? [{ key: 'copy', word: t('lists.copyRows', { count: of.count }), icon: Copy, act: of.copy }]
        : []),
      ...(of.showOnly
        ? [{ key: 'only', word: t('devices.bulk.filter'), icon: FilterIcon, act: of.showOnly }]
        : []),
    ],
  ];
}

/**
 * Acts that would do something to at least one of the rows, as far as the list knows; their dialogs say of each device
 * what would become of it.
 */
function actsNow(offered: readonly ListAct[], { count, all, rows }: MenuRows): readonly ListAct[] {
  const complete = rows.length === count;
  const some = (test: (row: Row) => boolean) => !complete || rows.some(test);
  const status = (wanted: string) => (row: Row) => row['managementStatus'] === wanted;
  return offered.filter(act => {
    if (!isOffered(act, count, all)) return false;
    if (isCommand(act) || act === 'update')
      return some(row => row['dialect'] === 'muster' && status('managed')(row));
    if (act === 'manage') return some(row => !status('managed')(row));
    if (act === 'ignore' || act === 'edit') return some(row => !status('ignored')(row));
    return true;
  });
}
