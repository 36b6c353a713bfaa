import { usePreference, useSavePreferences, type SavedView } from '../shell/preferences.ts';

export interface View extends SavedView {
  readonly builtIn: boolean;
}

/** Views everyone has. Their names are words of the catalogue: `devices.views.<id>`. */
export const builtInViews = [
  { id: 'all', builtIn: true, sort: 'name' },
  { id: 'online', builtIn: true, f: 'online.eq.online', sort: 'name' },
  { id: 'notSeen', builtIn: true, f: 'lastSeenAt.lt.now-14d', sort: 'lastSeenAt' },
  { id: 'recent', builtIn: true, f: 'registeredAt.within.7d', sort: '-registeredAt' },
  { id: 'lowDisk', builtIn: true, f: 'diskFreePercent.lt.10', sort: 'diskFreePercent' },
] as const;

export type BuiltInView = (typeof builtInViews)[number]['id'];

export function useViews() {
  const own = usePreference('views')?.['devices'] ?? [];
  const first = usePreference('defaultView')?.['devices'];
  const save = useSavePreferences();
  return {
    own,
    first,
    put: (view: SavedView) =>
      save({ views: { devices: [...own.filter(each => each.id !== view.id), view] } }),
    drop: (id: string) =>
      save({
        views: { devices: own.filter(each => each.id !== id) },
        ...(first === id ? { defaultView: {} } : {}),
      }),
    setFirst: (id: string) => save({ defaultView: first === id ? {} : { devices: id } }),
  };
}

/** What a view says of the address; a view carries all of it, so that a copied address shows the same to others. */
export const searchOfView = (view: {
  readonly id: string;
  readonly f?: string | undefined;
  readonly sort?: string | undefined;
  readonly cols?: string | undefined;
}) => ({
  view: view.id,
  f: view.f,
  sort: view.sort,
  cols: view.cols,
});
