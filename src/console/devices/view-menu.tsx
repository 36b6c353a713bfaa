import { useNavigate, useRouter } from '@tanstack/react-router';
import {
  CopyPlus,
  Download,
  EllipsisVertical,
  ExternalLink,
  Pencil,
  RefreshCw,
  Trash2,
  UserRoundX,
  UsersRound,
  type LucideIcon,
} from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { saveText } from '../parts/save-text.ts';
import { Menu, type MenuGroups, type MenuItem, type useMenu } from '../parts/menu.tsx';
import { toast, toastError } from '../parts/toast.tsx';
import { useViewActs } from './view-acts.ts';
import { searchOfView, type View } from './views.ts';

const ShareViewDialog = lazy(() =>
  import('./share-view-dialog.tsx').then(module => ({ default: module.ShareViewDialog })),
);
const RenameViewDialog = lazy(() =>
  import('./view-dialogs.tsx').then(module => ({ default: module.RenameViewDialog })),
);
const RemoveViewDialog = lazy(() =>
  import('./view-dialogs.tsx').then(module => ({ default: module.RemoveViewDialog })),
);

interface Props {
  readonly view: View;
  /** Of a person; else it is one that everybody has. */
  readonly saved: boolean;
  readonly menu: ReturnType<typeof useMenu<View>>;
  readonly refresh: () => void;
}

/** What can be done with a view by who looks at it: behind its button, the right button and the menu key. */
export function ViewMenu({ view, saved, menu: { menu, open, close }, refresh }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { unshare, copy } = useViewActs();
  const hrefOf = useHrefOf();
  const [asked, setAsked] = useState<'share' | 'rename' | 'remove'>();
  const ended = () => setAsked(undefined);
  const { name } = view;
  const label = t('devices.views.menu', { name });
  const copied = async () => {
    const id = await copy(view);
    await navigate({ to: '/devices', search: searchOfView({ ...view, id }) });
    toast(t('devices.views.copied', { name }));
  };
  const exported = async () => {
    try {
      const query = { type: 'device', name };
      const text = await request<string>('GET', '/filters/export', { query, asText: true });
      saveText(`filter-${view.id}.xml`, 'application/xml', text);
    } catch (error) {
      toastError(error);
    }
  };
  const withdrawn = async () => {
    if (await unshare(view)) toast(t('devices.views.unshared', { name }));
  };
  const item = (key: string, icon: LucideIcon, word: string, act: () => void): MenuItem => ({
    key,
    icon,
    word,
    act,
    danger: key === 'remove',
  });
  const groups: MenuGroups = [
    [
      item(
        'tab',
        ExternalLink,
        t('lists.openTab'),
        () => void window.open(hrefOf(view), '_blank', 'noopener'),
      ),
      item('refresh', RefreshCw, t('lists.refresh'), refresh),
    ],
    [
      ...(view.mine || view.manageable
        ? [item('rename', Pencil, t('devices.views.renameOpen'), () => setAsked('rename'))]
        : []),
      ...(view.mine
        ? [item('share', UsersRound, t('devices.views.share.open'), () => setAsked('share'))]
        : [item('copy', CopyPlus, t('devices.views.copy'), () => void copied())]),
      ...(view.shared && view.manageable
        ? [item('unshare', UserRoundX, t('devices.views.unshare'), () => void withdrawn())]
        : []),
      ...(saved ? [item('export', Download, t('devices.views.export'), () => void exported())] : []),
    ],
    view.mine ? [item('remove', Trash2, t('devices.views.remove'), () => setAsked('remove'))] : [],
  ];
  return (
    <>
      <button
        type="button"
        className="icon-button view-menu"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={menu !== undefined}
        onClick={event => open(event.currentTarget, view)}
      >
        <EllipsisVertical size={14} aria-hidden="true" />
      </button>
      {menu && <Menu label={label} anchor={menu.anchor} groups={groups} close={close} />}
      <Suspense>
        {asked === 'share' && <ShareViewDialog view={view} close={ended} />}
        {asked === 'rename' && <RenameViewDialog view={view} close={ended} />}
        {asked === 'remove' && <RemoveViewDialog view={view} close={ended} />}
      </Suspense>
    </>
  );
}

function useHrefOf(): (view: View) => string {
  const router = useRouter();
  return view => router.buildLocation({ to: '/devices', search: searchOfView(view) }).href;
}
