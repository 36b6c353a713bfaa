import type { Row } from '../api/types.ts';
import type { Anchor } from '../parts/popup.tsx';
import type { Pages } from '../parts/use-pages.ts';
import { useKeys } from '../shell/keys.ts';
import type { MenuAbout } from './device-grid.tsx';
import { rowId } from './grid-row.tsx';
import type { Selection } from './selection.ts';

interface ListOfKeys {
  readonly active: number;
  readonly setActive: (index: number) => void;
  readonly total: number;
  readonly pages: Pages;
  readonly selection: Selection;
  readonly rowAt: (index: number) => Row | undefined;
  readonly open: (index: number, id: string) => void;
  readonly openMenu: (anchor: Anchor, about: MenuAbout) => void;
  readonly editFilter: () => void;
  readonly dropFilter: () => void;
  readonly chooseColumns: () => void;
}

/** The keys of the list page, wherever on it the focus is. */
export function useListKeys(list: ListOfKeys): void {
  const { active, setActive, total, pages, selection, rowAt, open, openMenu } = list;
  const current = rowAt(active);
  // Past the last row of a page the next one begins.
  const move = (by: number) => {
    const to = Math.max(0, Math.min(total - 1, active < 0 ? pages.start : active + by));
    setActive(to);
    const page = Math.floor(to / pages.size) + 1;
    if (page !== pages.page) pages.go(page);
  };
  const menuOfRow = () => {
    const element = document.getElementById(rowId(active));
    if (element) openMenu(besideName(element), { of: 'row', index: active });
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => current && selection.toggle(current.id, active, false),
    'shift+x': () => current && selection.toggle(current.id, active, true),
    Enter: event => {
      if (current && !(event.target instanceof HTMLElement && event.target.closest('button, a, input')))
        open(active, current.id);
      else if (event.target instanceof HTMLElement) event.target.click();
    },
    '.': menuOfRow,
    f: list.editFilter,
    '/': list.editFilter,
    'shift+f': list.dropFilter,
    c: list.chooseColumns,
  });
}

/** A row is as wide as the list; its menu belongs to its beginning. Rows take no focus: what had it gets it back. */
function besideName(row: HTMLElement): Anchor {
  const before = document.activeElement;
  return {
    getBoundingClientRect: () => (row.querySelector('.row-link') ?? row).getBoundingClientRect(),
    contains: () => false,
    focus: options => before instanceof HTMLElement && before.focus(options),
  };
}
