import { ArchiveFault } from '../../../../adapters/operation-logs/archive/faults.ts';
import type { ArchiveView } from '../../../../adapters/operation-logs/archive/view.ts';
import type { OperationDayStatus } from '../../../../projections/operation-logs/index.ts';

type Sealed = Pick<OperationDayStatus, 'day' | 'root'>;

/**
 * How a sealed day goes into the archive: `whole` in place of what is there of it, or `added` beside it. Null: it is
 * there. `known`: the root that was archived last. Throws ArchiveFault where it has to wait: what is at hand of a day
 * that has left must not be written over the rest.
 */
export function howToWrite(
  { day, root }: Sealed,
  { days, fragments, facts }: Pick<ArchiveView, 'days' | 'fragments' | 'facts'>,
  known: string | undefined,
): 'whole' | 'added' | null {
  const found = days.get(day);
  const isFragment = fragments.has(day);
  if (!found) {
    // The rest may only not be seen yet; what is gone by hand is told of, and not known any more.
    if (isFragment && facts.archived.has(day))
      throw new ArchiveFault('missing', `files of ${day} are gone`, [day]);
    // Whole again from what is at hand: gone by hand, or moved to another folder.
    return 'whole';
  }
  const isDamaged = found === 'damaged' || found.damaged.length > 0;
  if (!isFragment && found !== 'damaged') {
    const { roots } = found.manifest;
    return !isDamaged && roots.length === 1 && roots[0] === root ? null : 'whole';
  }
  if (!isDamaged) return found.manifest.roots.includes(root!) ? null : 'added';
  // What is at hand is all of it where it is what was archived.
  if (!isFragment && known === root) return 'whole';
  throw new ArchiveFault('corrupt', `files of ${day} are damaged`, [day]);
}
