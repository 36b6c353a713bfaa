import type { Digests } from './digest.ts';
import type { Entry } from './entry.ts';
import type { Journal } from './journal.ts';
import type { SizeIndex } from './size-index.ts';

/** Files of one size that are compared with a new one; more are hardly ever copies. */
const mostCompared = 16;
/** FAT keeps times to two seconds. */
const sameMomentMs = 2_000;

export interface CopyPorts {
  readonly bySize: SizeIndex;
  readonly journal: Pick<Journal, 'isLeaving'>;
  readonly digests: Digests;
}

/**
 * The file that another one was copied from: one that is as large, and holds the same or, where it has just left, has
 * the same name and time. Undefined: none that is watched. `wasThere`: the file is not new, and programs write into it all
 * the time; then only what has its name or its time is compared.
 */
export async function originalOf(
  copy: Entry,
  { bySize, journal, digests }: CopyPorts,
  wasThere: boolean,
): Promise<Entry | undefined> {
  if (copy.size === 0) return undefined;
  const candidates = [...bySize.of(copy.size)]
    .filter(each => each !== copy && each.born <= copy.born && each.modified <= copy.modified + sameMomentMs)
    .filter(each => !wasThere || likeness(each, copy) > 0)
    .toSorted((one, other) => likeness(other, copy) - likeness(one, copy))
    .slice(0, mostCompared);
  if (candidates.length === 0) return undefined;
  const own = await digests.of(copy);
  for (const each of candidates) {
    const isLeaving = journal.isLeaving(each);
    const known = isLeaving ? digests.known(each) : await digests.of(each);
    if (known ? known.digest === own?.digest : isLeaving && likeness(each, copy) === 2) return each;
  }
  return undefined;
}

/** Of two for the same name, and the same time of the last change. */
function likeness(one: Entry, other: Entry): number {
  return Number(one.name === other.name) + Number(Math.abs(one.modified - other.modified) <= sameMomentMs);
}
