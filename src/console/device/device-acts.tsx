import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { ChevronDown, CircleCheck, CircleOff, MapPin, Merge, Split, Trash2, Undo2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceDetail } from '../api/types.ts';
import { Popup } from '../parts/popup.tsx';
import { useKeys } from '../shell/keys.ts';

const StatusDialog = lazy(() =>
  import('../devices/acts/status-dialog.tsx').then(module => ({ default: module.StatusDialog })),
);
const PlaceDialog = lazy(() =>
  import('../devices/acts/place-dialog.tsx').then(module => ({ default: module.PlaceDialog })),
);
const MergeIntoDialog = lazy(() =>
  import('../devices/acts/merge-into-dialog.tsx').then(module => ({ default: module.MergeIntoDialog })),
);
const MergeDialog = lazy(() =>
  import('../devices/merge-dialog.tsx').then(module => ({ default: module.MergeDialog })),
);
const SplitDialog = lazy(() =>
  import('./split-dialog.tsx').then(module => ({ default: module.SplitDialog })),
);
const SplitBackDialog = lazy(() =>
  import('./split-back-dialog.tsx').then(module => ({ default: module.SplitBackDialog })),
);

const icons = {
  place: MapPin,
  ignore: CircleOff,
  manage: CircleCheck,
  mergeInto: Merge,
  split: Split,
  splitBack: Undo2,
  remove: Trash2,
} as const;
type Act = keyof typeof icons;

/** What makes sense for a device that stands as it does. */
function actsFor(detail: DeviceDetail): readonly Act[] {
  const ignored = detail.managementStatus === 'ignored';
  return [
    'place',
    ignored ? 'manage' : 'ignore',
    'mergeInto',
    ...(detail.keys.length > 1 ? (['split'] as const) : []),
    ...(detail.absorbed.length > 0 ? (['splitBack'] as const) : []),
    'remove',
  ];
}

/** Everything that can be done to the device, each with what follows from it before it is done. */
export function DeviceActs({ detail }: { detail: DeviceDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [menu, setMenu] = useState(false);
  const [act, setAct] = useState<Act>();
  const [into, setInto] = useState<string>();
  const ids = [detail.id];
  const name = String(detail.summary['name'] ?? detail.id);
  const close = () => (setAct(undefined), setInto(undefined));
  useKeys({ '.': () => setMenu(true) });
  return (
    <>
      <Popup
        label={t('acts.menu')}
        align="end"
        open={menu}
        setOpen={setMenu}
        trigger={props => (
          <Button {...props}>
            {t('acts.menu')} <ChevronDown size={14} aria-hidden="true" />
          </Button>
        )}
      >
        <div className="menu-panel narrow">
          {actsFor(detail).map(each => {
            const Icon = icons[each];
            return (
              <button
                key={each}
                type="button"
                className="menu-item"
                data-danger={each === 'remove' || undefined}
                onClick={() => {
                  setMenu(false);
                  setAct(each);
                }}
              >
                <Icon size={16} aria-hidden="true" /> {t(`acts.${each}.open`)}
              </button>
            );
          })}
        </div>
      </Popup>
      <Suspense>
        {act === 'place' && <PlaceDialog ids={ids} name={name} standing={detail} close={close} />}
        {(act === 'ignore' || act === 'manage' || act === 'remove') && (
          <StatusDialog act={act} ids={ids} name={name} close={close} />
        )}
        {act === 'mergeInto' && !into && (
          <MergeIntoDialog id={detail.id} name={name} choose={setInto} close={close} />
        )}
        {act === 'mergeInto' && into && (
          <MergeDialog
            ids={[into, detail.id]}
            close={close}
            after={kept => void navigate({ to: '/devices/$id', params: { id: kept } })}
          />
        )}
        {act === 'split' && <SplitDialog detail={detail} close={close} />}
        {act === 'splitBack' && <SplitBackDialog detail={detail} close={close} />}
      </Suspense>
    </>
  );
}
