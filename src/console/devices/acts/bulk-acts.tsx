import { Button } from 'antd';
import { ChevronDown, CircleCheck, CircleOff, MapPin, Merge, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Popup } from '../../parts/popup.tsx';
import { toastError } from '../../parts/toast.tsx';
import type { Selection } from '../selection.ts';
import { MOST_DEVICES } from './run.ts';

const StatusDialog = lazy(() =>
  import('./status-dialog.tsx').then(module => ({ default: module.StatusDialog })),
);
const PlaceDialog = lazy(() =>
  import('./place-dialog.tsx').then(module => ({ default: module.PlaceDialog })),
);
const MergeDialog = lazy(() =>
  import('../merge-dialog.tsx').then(module => ({ default: module.MergeDialog })),
);

const icons = {
  place: MapPin,
  ignore: CircleOff,
  manage: CircleCheck,
  merge: Merge,
  remove: Trash2,
} as const;
type Act = keyof typeof icons;

interface Props {
  readonly selection: Selection;
  readonly idsOf: () => Promise<readonly string[]>;
  readonly nameOf: (id: string) => string;
}

/** What can be done to the selected devices. */
export function BulkActs({ selection, idsOf, nameOf }: Props) {
  const { t } = useTranslation();
  const [menu, setMenu] = useState(false);
  const [asked, setAsked] = useState<{ readonly act: Act; readonly ids: readonly string[] }>();
  const tooMany = selection.count > MOST_DEVICES;
  const close = () => setAsked(undefined);
  const begin = async (act: Act) => {
    setMenu(false);
    try {
      setAsked({ act, ids: await idsOf() });
    } catch (error) {
      toastError(error);
    }
  };
  const ids = asked?.ids ?? [];
  const name = ids.length === 1 ? nameOf(ids[0]!) : '';
  const acts = (Object.keys(icons) as Act[]).filter(each => each !== 'merge' || selection.count === 2);
  return (
    <>
      <Popup
        label={t('acts.menu')}
        align="end"
        open={menu}
        setOpen={setMenu}
        trigger={props => (
          <Button size="small" {...props}>
            {t('acts.menu')} <ChevronDown size={14} aria-hidden="true" />
          </Button>
        )}
      >
        <div className="menu-panel narrow">
          {tooMany && <p className="menu-note">{t('acts.tooMany', { count: MOST_DEVICES })}</p>}
          {acts.map(each => {
            const Icon = icons[each];
            return (
              <button
                key={each}
                type="button"
                className="menu-item"
                data-danger={each === 'remove' || undefined}
                disabled={tooMany}
                onClick={() => void begin(each)}
              >
                <Icon size={16} aria-hidden="true" /> {t(`acts.${each}.open`)}
              </button>
            );
          })}
        </div>
      </Popup>
      <Suspense>
        {asked?.act === 'place' && <PlaceDialog ids={ids} name={name} close={close} />}
        {(asked?.act === 'ignore' || asked?.act === 'manage' || asked?.act === 'remove') && (
          <StatusDialog act={asked.act} ids={ids} name={name} close={close} after={selection.clear} />
        )}
        {asked?.act === 'merge' && (
          <MergeDialog ids={[ids[0]!, ids[1]!]} close={close} after={selection.clear} />
        )}
      </Suspense>
    </>
  );
}
