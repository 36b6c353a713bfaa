import { request } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { toastError } from '../parts/toast.tsx';
import { useSavePreferences, type SavedView } from '../shell/preferences.ts';
import { sharedViewsQuery, useViews, type View } from './views.ts';

const pathOf = ({ id }: SavedView) => `/views/${encodeURIComponent(id)}`;
const put = (view: SavedView) =>
  request('PUT', pathOf(view), {
    body: { list: 'devices', name: view.name, filter: view.f, sort: view.sort, columns: view.cols },
  });

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
  const save = useSavePreferences();
  const keep = ({ id, name, f, sort, cols }: SavedView) => {
    const view = { id, name, ...(f && { f }), ...(sort && { sort }), ...(cols && { cols }) };
    return save({ views: { devices: [...kept.filter(each => each.id !== id), view] } });
  };
  const isShared = (id: string) => own.some(each => each.id === id && each.shared);
  return {
    /** A new view, or an own one as it is to be from now on. Answers whether it was. */
    put: async (view: SavedView) => {
      if (isShared(view.id) && !(await told(put(view)))) return false;
      await keep(view);
      return true;
    },
    share: (view: SavedView) => told(put(view)),
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
        views: { devices: kept.filter(each => each.id !== view.id) },
        ...(first === view.id ? { defaultView: {} } : {}),
      });
      return true;
    },
    setFirst: (id: string) => save({ defaultView: first === id ? {} : { devices: id } }),
  };
}
