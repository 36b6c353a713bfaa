import { request } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { toastError } from '../parts/toast.tsx';
import { usePreference, useSavePreferences, type SavedView } from '../shell/preferences.ts';
import { sharedViewsQuery, useViews, type View, type ViewAudience } from './views.ts';

const pathOf = ({ id }: SavedView) => `/views/${encodeURIComponent(id)}`;
/** Without an audience a known view is for whom it was. */
const put = (view: SavedView, audience?: ViewAudience) =>
  request('PUT', pathOf(view), {
    body: { list: 'devices', name: view.name, filter: view.f, sort: view.sort, columns: view.cols, audience },
  });

export const newViewId = () => crypto.randomUUID().slice(0, 8);

/** The first views of the other lists. */
const without = (firsts: Readonly<Record<string, string>> | undefined) =>
  Object.fromEntries(Object.entries(firsts ?? {}).filter(([list]) => list !== 'devices'));

/** Whether the server did it; why not is said. Either way the list of views is read anew. */
async function told(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    toastError(error);
    return false;
  } finally {
    await queryClient.invalidateQueries({ queryKey: sharedViewsQuery.queryKey });
  }
}

/** Own views are kept with the account; of shared ones the server is asked first, since it may refuse. */
export function useViewActs() {
  const { kept, own, first } = useViews();
  const views = usePreference('views');
  const firsts = usePreference('defaultView');
  const save = useSavePreferences();
  const keep = ({ id, name, f, sort, cols }: SavedView) => {
    const view = { id, name, ...(f && { f }), ...(sort && { sort }), ...(cols && { cols }) };
    return save({ views: { ...views, devices: [...kept.filter(each => each.id !== id), view] } });
  };
  const isShared = (id: string) => own.some(each => each.id === id && each.shared);
  return {
    /** A new view, or an own one as it is to be from now on. Answers whether it was. */
    put: async (view: SavedView) => {
      if (isShared(view.id) && !(await told(put(view)))) return false;
      await keep(view);
      return true;
    },
    share: (view: SavedView, audience: ViewAudience) => told(put(view, audience)),
    unshare: async (view: View) => {
      if (!(await told(request('DELETE', pathOf(view))))) return false;
      if (view.mine && !kept.some(each => each.id === view.id)) await keep(view);
      return true;
    },
    rename: async (view: View, name: string) => {
      if (view.shared && !(await told(request('PATCH', pathOf(view), { body: { name } })))) return false;
      if (view.mine) await keep({ ...view, name });
      return true;
    },
    drop: async (view: View) => {
      if (view.shared && !(await told(request('DELETE', pathOf(view))))) return false;
      await save({
        views: { ...views, devices: kept.filter(each => each.id !== view.id) },
        ...(first === view.id ? { defaultView: without(firsts) } : {}),
      });
      return true;
    },
    setFirst: (id: string) =>
      save({ defaultView: first === id ? without(firsts) : { ...firsts, devices: id } }),
    /** Somebody else's or a built-in view as one of one's own, to be changed at will. Answers its id. */
    copy: async ({ name, f, sort, cols }: View) => {
      const id = newViewId();
      await keep({ id, name, ...(f && { f }), ...(sort && { sort }), ...(cols && { cols }) });
      return id;
    },
  };
}
