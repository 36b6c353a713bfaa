import type { Digests } from './digest.ts';
import type { Entry } from './entry.ts';
import type { Journal } from './journal.ts';
import type { SizeIndex } from './size-index.ts';

/** Files of one size that are read to compare them with a new one. */
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
  const possible = mostAlikeFirst(bySize.of(copy.size), copy, wasThere);
  const own = possible.length > 0 ? await digests.of(copy) : undefined;
  if (!own) return undefined;
  // What has been read already costs nothing, however many there are.
  const known = possible.find(each => digests.known(each)?.digest === own.digest);
  if (known) return known;
  for (const each of possible.filter(one => !digests.known(one)).slice(0, mostCompared)) {
    const isSame = journal.isLeaving(each)
      ? likeness(each, copy) === 2
      : (await digests.of(each))?.digest === own.digest;
    if (isSame) return each;
  }
  return undefined;
}

/** Those that have its name, its time and a folder of the same name; last what is only as large. */
function mostAlikeFirst(sameSize: Iterable<Entry>, copy: Entry, wasThere: boolean): readonly Entry[] {
  const ranks: Entry[][] = [[], [], [], []];
  for (const each of sameSize) {
    const isLater = each.born > copy.born || each.modified > copy.modified + sameMomentMs;
    const rank = likeness(each, copy);
    if (each === copy || isLater || (wasThere && rank === 0)) continue;
    ranks[rank + Number(each.parent?.name === copy.parent?.name)]!.push(each);
  }
  return ranks.toReversed().flat();
}

/** Of two for the same name, and the same time of the last change. */
function likeness(one: Entry, other: Entry): number {
  return Number(one.name === other.name) + Number(Math.abs(one.modified - other.modified) <= sameMomentMs);
}
