import { usePreference, useSavePreferences } from '../shell/preferences.ts';
import type { GridColumn } from './simple-grid.tsx';

/** Which columns of a list a person sees, kept with the account; all of them until some were hidden. */
export function useGridColumns(list: string, all: readonly GridColumn[]) {
  const kept = usePreference('hidden');
  const save = useSavePreferences();
  const keys = kept?.[list] ?? [];
  const isHidden = ({ key, check }: GridColumn) => !check && keys.includes(key);
  const set = (next: readonly string[]) => void save({ hidden: { ...kept, [list]: next } });
  return {
    columns: all.filter(each => !isHidden(each)),
    hidden: all.filter(isHidden),
    hide: (key: string) => set([...keys, key]),
    show: (key: string) => set(keys.filter(each => each !== key)),
    reset: () => set([]),
  };
}
