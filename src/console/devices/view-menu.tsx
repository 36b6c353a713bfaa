import { EllipsisVertical, Pencil, Trash2, UserRoundX, UsersRound } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Popup } from '../parts/popup.tsx';
import { toast } from '../parts/toast.tsx';
import { useViewActs } from './view-acts.ts';
import type { View } from './views.ts';

const ShareViewDialog = lazy(() =>
  import('./view-dialogs.tsx').then(module => ({ default: module.ShareViewDialog })),
);
const RenameViewDialog = lazy(() =>
  import('./view-dialogs.tsx').then(module => ({ default: module.RenameViewDialog })),
);

/** What can be done with a saved view by who looks at it. */
export function ViewMenu({ view }: { view: View }) {
  const { t } = useTranslation();
  const { unshare, drop } = useViewActs();
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState<'share' | 'rename'>();
  const close = () => setAsked(undefined);
  const said = (done: Promise<boolean>, text: string) => void done.then(yes => yes && toast(text));
  const { name } = view;
  const item = (icon: ReactNode, word: string, act: () => void, danger = false) => (
    <button
      type="button"
      className="menu-item"
      data-danger={danger || undefined}
      onClick={() => {
        setOpen(false);
        act();
      }}
    >
      {icon} {word}
    </button>
  );
  return (
    <>
      <Popup
        label={t('devices.views.menu', { name })}
        align="end"
        open={open}
        setOpen={setOpen}
        trigger={props => (
          <button
            type="button"
            className="icon-button view-menu"
            aria-label={t('devices.views.menu', { name })}
            {...props}
          >
            <EllipsisVertical size={14} aria-hidden="true" />
          </button>
        )}
      >
        <div className="menu-panel narrow">
          {view.shared
            ? item(<UserRoundX size={16} aria-hidden="true" />, t('devices.views.unshare'), () =>
                said(unshare(view), t('devices.views.unshared', { name })),
              )
            : item(<UsersRound size={16} aria-hidden="true" />, t('devices.views.share.open'), () =>
                setAsked('share'),
              )}
          {item(<Pencil size={16} aria-hidden="true" />, t('devices.views.renameOpen'), () =>
            setAsked('rename'),
          )}
          {view.mine &&
            item(
              <Trash2 size={16} aria-hidden="true" />,
              t('devices.views.remove'),
              () => said(drop(view), t('devices.views.removed', { name })),
              true,
            )}
        </div>
      </Popup>
      <Suspense>
        {asked === 'share' && <ShareViewDialog view={view} close={close} />}
        {asked === 'rename' && <RenameViewDialog view={view} close={close} />}
      </Suspense>
    </>
  );
}
