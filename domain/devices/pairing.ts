import type { Item, PlainRule } from './sections.ts';
import { canonical, fold } from './text.ts';

export interface Pairing {
  readonly pairs: readonly { readonly from: Item; readonly to: Item | undefined }[];
  readonly added: readonly Item[];
  readonly removed: readonly Item[];
}

/** Beyond this many things alike in a report they are paired by their order alone. */
const mostMatched = 64;

/**
 * Which entries of two reports are the same thing. Things alike in what makes them the same (two equal monitors
 * without serial number) are paired so that as many as can be are unchanged, whatever their order.
 * `changed` answers the changed item, or undefined where the second tells nothing new of the first.
 */
export function pairItems(
  rule: PlainRule,
  before: readonly Item[],
  now: readonly Item[],
  changed: (from: Item, told: Item) => Item | undefined,
): Pairing {
  const pairs: { from: Item; to: Item | undefined }[] = [];
  const added: Item[] = [];
  const removed: Item[] = [];
  const earlier = buckets(rule, before);
  for (const [key, told] of buckets(rule, now)) {
    const known = earlier.get(key) ?? [];
    earlier.delete(key);
    const [from] = known;
    const [only] = told;
    if (known.length === 1 && told.length === 1 && from && only)
      pairs.push({ from, to: changed(from, only) });
    else if (known.length === 0) added.push(...told);
    else pairAlike(inOrder(known), inOrder(told));
  }
  for (const items of earlier.values()) removed.push(...items);
  return { pairs, added, removed };

  function pairAlike(known: readonly Item[], told: readonly Item[]): void {
    const matched =
      known.length <= mostMatched && told.length <= mostMatched
        ? unchanged(known, told)
        : new Map<number, number>();
    const taken = new Set(matched.values());
    const left = [...known.keys()].filter(at => !taken.has(at));
    for (const [at, item] of told.entries()) {
      const from = known[matched.get(at) ?? left.shift() ?? -1];
      if (!from) added.push(item);
      else pairs.push({ from, to: changed(from, item) });
    }
    for (const at of left) removed.push(known[at] as Item);
  }

  /** The largest set of pairs without a change (augmenting paths), as indexes told → known. */
  function unchanged(known: readonly Item[], told: readonly Item[]): ReadonlyMap<number, number> {
    const fits = told.map(item =>
      [...known.keys()].filter(at => changed(known[at] as Item, item) === undefined),
    );
    const ownerOf = new Map<number, number>();
    const assign = (index: number, visited: Set<number>): boolean =>
      (fits[index] ?? []).some(at => {
        if (visited.has(at)) return false;
        visited.add(at);
        const owner = ownerOf.get(at);
        if (owner !== undefined && !assign(owner, visited)) return false;
        ownerOf.set(at, index);
        return true;
      });
    for (const index of told.keys()) assign(index, new Set());
    return new Map([...ownerOf].map(([at, index]) => [index, at]));
  }
}

function buckets(rule: PlainRule, items: readonly Item[]): Map<string, Item[]> {
  const keyed = new Map<string, Item[]>();
  for (const item of items) {
    const key = rule.key(item);
    const alike = keyed.get(key);
    if (alike) alike.push(item);
    else keyed.set(key, [item]);
  }
  return keyed;
}

function inOrder(items: readonly Item[]): Item[] {
  const keyed = items.map(item => [fold(canonical(item)), item] as const);
  keyed.sort(([one], [two]) => (one < two ? -1 : one > two ? 1 : 0));
  return keyed.map(([, item]) => item);
}
