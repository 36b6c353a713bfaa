import { Dialog } from '../../parts/dialog.tsx';
import type { ConflictError, Seen } from './conflict.ts';
import { ConflictFoot, ConflictView } from './conflict-view.tsx';

interface Props {
  readonly title: string;
  readonly conflict: ConflictError;
  readonly yours: readonly string[];
  readonly reason: string;
  readonly apply: (from: Seen) => void;
  readonly close: () => void;
}

/** In place of the dialog of an act that somebody else was quicker than. */
export function ConflictDialog({ title, conflict, yours, reason, apply, close }: Props) {
  return (
    <Dialog
      title={title}
      width={520}
      close={close}
      foot={<ConflictFoot close={close} apply={() => apply(conflict.now)} applying={false} />}
    >
      <ConflictView conflict={conflict} yours={yours} reason={reason} />
    </Dialog>
  );
}
