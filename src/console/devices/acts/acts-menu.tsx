import { Button } from 'antd';
import {
  ChevronDown,
  CircleFadingArrowUp,
  ClipboardPen,
  Zap,
  CircleCheck,
  CircleOff,
  Fingerprint,
  MapPin,
  Pencil,
  Merge,
  MessageSquare,
  PackageX,
  Power,
  RefreshCw,
  RotateCcw,
  Split,
  Tags,
  Trash2,
  Undo2,
  type LucideIcon,
} from 'lucide-react';
import { lazy } from 'react';
import { useTranslation } from 'react-i18next';
import { Popup } from '../../parts/popup.tsx';

/** What the agent on a device is told to do. */
const commandActs = ['inventory', 'message', 'restart', 'shutdown', 'newIdentity', 'uninstall'] as const;
export type CommandAct = (typeof commandActs)[number];
export const isCommand = (act: Act): act is CommandAct => (commandActs as readonly Act[]).includes(act);

export type Act =
  | 'edit'
  | 'fields'
  | 'start'
  | 'update'
  | 'place'
  | 'group'
  | 'ignore'
  | 'manage'
  | 'merge'
  | 'mergeInto'
  | 'split'
  | 'splitBack'
  | 'remove'
  | CommandAct;

export const actIcons: Readonly<Record<Act, LucideIcon>> = {
  edit: Pencil,
  fields: ClipboardPen,
  start: Zap,
  update: CircleFadingArrowUp,
  place: MapPin,
  group: Tags,
  ignore: CircleOff,
  manage: CircleCheck,
  merge: Merge,
  mergeInto: Merge,
  split: Split,
  splitBack: Undo2,
  remove: Trash2,
  inventory: RefreshCw,
  message: MessageSquare,
  restart: RotateCcw,
  shutdown: Power,
  newIdentity: Fingerprint,
  uninstall: PackageX,
};

/** Dialogs are loaded when somebody opens one. */
export const StatusDialog = lazy(() =>
  import('./status-dialog.tsx').then(module => ({ default: module.StatusDialog })),
);
export const PlaceDialog = lazy(() =>
  import('./place-dialog.tsx').then(module => ({ default: module.PlaceDialog })),
);
export const EditDialog = lazy(() =>
  import('./edit-dialog.tsx').then(module => ({ default: module.EditDialog })),
);
export const FieldsDialog = lazy(() =>
  import('./fields-dialog.tsx').then(module => ({ default: module.FieldsDialog })),
);
export const StartDialog = lazy(() =>
  import('./start-dialog.tsx').then(module => ({ default: module.StartDialog })),
);
export const UpdateDialog = lazy(() =>
  import('./update-dialog.tsx').then(module => ({ default: module.UpdateDialog })),
);
export const GroupDialog = lazy(() =>
  import('./group-dialog.tsx').then(module => ({ default: module.GroupDialog })),
);
export const MergeDialog = lazy(() =>
  import('../merge-dialog.tsx').then(module => ({ default: module.MergeDialog })),
);

export const CommandDialog = lazy(() =>
  import('./command-dialog.tsx').then(module => ({ default: module.CommandDialog })),
);

interface Props<A extends Act> {
  readonly acts: readonly A[];
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  readonly pick: (act: A) => void;
  readonly size?: 'small' | undefined;
  /** Why none of them can be done now. */
  readonly refusal?: string | undefined;
  /** What is not among them, and why. */
  readonly note?: string | undefined;
}

/** What can be done, behind one button. */
export function ActsMenu<A extends Act>({ acts, open, setOpen, pick, size, refusal, note }: Props<A>) {
  const { t } = useTranslation();
  return (
    <Popup
      label={t('acts.menu')}
      align="end"
      open={open}
      setOpen={setOpen}
      trigger={props => (
        <Button {...(size && { size })} {...props}>
          {t('acts.menu')} <ChevronDown size={14} aria-hidden="true" />
        </Button>
      )}
    >
      <div className="menu-panel narrow">
        {note !== undefined && <p className="menu-note">{note}</p>}
        {refusal !== undefined && <p className="menu-note">{refusal}</p>}
        {acts.map(act => {
          const Icon: LucideIcon = actIcons[act];
          return (
            <button
              key={act}
              type="button"
              className="menu-item"
              data-danger={act === 'remove' || act === 'uninstall' || undefined}
              disabled={refusal !== undefined}
              onClick={() => {
                setOpen(false);
                pick(act);
              }}
            >
              <Icon size={16} aria-hidden="true" /> {t(`acts.${act}.open`)}
            </button>
          );
        })}
      </div>
    </Popup>
  );
}
