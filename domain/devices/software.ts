import type { SoftwareItem } from './inventory-items.ts';
import { fold, foldedHash, joinKey } from './text.ts';

/** A software entry with the moment the server learned of it (RFC 3339): with it, an entry's interval is named. */
export type InstalledSoftware = SoftwareItem & { readonly since: string };

export interface SoftwareDifference {
  readonly installed: readonly SoftwareItem[];
  readonly removed: readonly InstalledSoftware[];
  readonly updated: readonly { readonly from: InstalledSoftware; readonly to: SoftwareItem }[];
  /** The same version, of which more or something else is told now. */
  readonly described: readonly { readonly from: InstalledSoftware; readonly to: SoftwareItem }[];
}

/** What people call one product: name and publisher, whatever the version. */
export function titleKey(item: Pick<SoftwareItem, 'name' | 'publisher'>): string {
  return joinKey(item.name, item.publisher);
}

export function versionKey(item: Pick<SoftwareItem, 'name' | 'publisher' | 'version'>): string {
  return joinKey(item.name, item.publisher, item.version);
}

const nothing: SoftwareDifference = { installed: [], removed: [], updated: [], described: [] };

/** Texts that tell one entry from another; `size` and a repeated installation of the same version do not. */
export function softwareKey(item: SoftwareItem): string {
  return joinKey(item.name, item.version, item.architecture, item.source);
}

const fingerprints = new WeakMap<readonly SoftwareItem[], string>();

/**
 * A sum of hashes over the distinct entries, whatever their order, case and white space: equal lists are recognised
 * without sorting, folding or building a map. A collision could only hide a machine's own change from itself.
 */
function fingerprint(items: readonly SoftwareItem[]): string {
  const known = fingerprints.get(items);
  if (known !== undefined) return known;
  const distinct = new Set<number>();
  let low = 0;
  let high = 0;
  for (const { name, version, architecture, source, publisher } of items) {
    const hash = foldedHash([name, version, architecture, source, publisher]);
    if (distinct.has(hash)) continue;
    distinct.add(hash);
    low = (low + (hash % 0x100000000)) % 0x100000000;
    high = (high + Math.floor(hash / 0x100000000)) % 0x100000000;
  }
  const result = `${distinct.size}:${low}:${high}`;
  fingerprints.set(items, result);
  return result;
}

/** Entries told twice (two registry views, a repeated row) are one. */
export function distinctSoftware(items: readonly SoftwareItem[]): readonly SoftwareItem[] {
  const seen = new Set<string>();
  const distinct = items.filter(item => {
    const key = softwareKey(item);
    return seen.has(key) ? false : seen.add(key);
  });
  return distinct.length === items.length ? items : distinct;
}

export function compareSoftware(
  known: readonly InstalledSoftware[],
  told: readonly SoftwareItem[],
): SoftwareDifference {
  if (known === told || fingerprint(known) === fingerprint(told)) return nothing;
  const installed: SoftwareItem[] = [];
  const removed: InstalledSoftware[] = [];
  const updated: { from: InstalledSoftware; to: SoftwareItem }[] = [];
  const described: { from: InstalledSoftware; to: SoftwareItem }[] = [];
  const before = byName(known);
  const now = byName(distinctSoftware(told));

  for (const [name, items] of now) {
    const earlier = before.get(name) ?? [];
    const left = [...earlier];
    // Entries that agree word for word are paired before any that merely do not object: one told twice, once
    // without its architecture, must not push the other out of its place.
    const pair = (entries: readonly SoftwareItem[], alike: Alike) =>
      entries.filter(item => {
        const at = left.findIndex(from => same(from.version, item.version) && alike(from, item));
        if (at < 0) return true;
        const [from] = left.splice(at, 1) as [InstalledSoftware];
        const to = describedAs(from, item);
        if (to) described.push({ from, to });
        return false;
      });
    const fresh = pair(pair(items, identical), compatible);
    for (const item of fresh) {
      // Only where one version gives way to one other is it an update; a kernel kept beside its forerunner is not.
      const at = left.findIndex(from => compatible(from, item));
      const alone =
        at >= 0 &&
        earlier.filter(from => compatible(from, item)).length === 1 &&
        items.filter(other => compatible(other, item)).length === 1;
      if (!alone) installed.push(item);
      else updated.push({ from: left.splice(at, 1)[0] as InstalledSoftware, to: item });
    }
    removed.push(...left);
  }
  for (const [name, items] of before) if (!now.has(name)) removed.push(...items);
  return pairRenamed({ installed, removed, updated, described });
}

function byName<T extends SoftwareItem>(items: readonly T[]): Map<string, T[]> {
  const names = new Map<string, T[]>();
  for (const item of items) {
    const name = fold(item.name);
    const bucket = names.get(name);
    if (bucket) bucket.push(item);
    else names.set(name, [item]);
  }
  return names;
}

type Alike = (left: SoftwareItem, right: SoftwareItem) => boolean;

function identical(left: SoftwareItem, right: SoftwareItem): boolean {
  return same(left.architecture, right.architecture) && same(left.source, right.source);
}

/** What one dialect does not tell does not keep two entries apart. */
function compatible(left: SoftwareItem, right: SoftwareItem): boolean {
  return agree(left.architecture, right.architecture) && agree(left.source, right.source);
}

function same(left: string | undefined, right: string | undefined): boolean {
  return left === right || fold(left ?? '') === fold(right ?? '');
}

function agree(left: string | undefined, right: string | undefined): boolean {
  return left === undefined || right === undefined || same(left, right);
}

/** Architecture and origin name the entry: what was not told of them at first stays so. */
const description = ['publisher', 'installedOn'] as const;

/** The entry with what is told of it now, or undefined where that is nothing new. */
function describedAs(from: InstalledSoftware, item: SoftwareItem): SoftwareItem | undefined {
  const learned = description.filter(field => {
    const told = item[field];
    if (told === undefined) return false;
    const known = from[field];
    // A date that moves without the version is a repair of the same installation.
    return known === undefined || (field !== 'installedOn' && !same(known, told));
  });
  if (learned.length === 0) return undefined;
  const { since: _since, ...kept } = from;
  return { ...kept, ...Object.fromEntries(learned.map(field => [field, item[field]])) };
}

/** `7-Zip 23.01 (x64)` and `7-Zip 24.09 (x64)`: products whose name carries their version are updated, not exchanged. */
function pairRenamed(difference: SoftwareDifference): SoftwareDifference {
  if (difference.installed.length === 0 || difference.removed.length === 0) return difference;
  const gone = byStem(difference.removed);
  const come = byStem(difference.installed);
  const updated = [...difference.updated];
  const paired = new Set<SoftwareItem>();
  for (const [stem, [to, ...others]] of come) {
    const [from, ...more] = gone.get(stem) ?? [];
    if (!to || !from || others.length > 0 || more.length > 0) continue;
    updated.push({ from, to });
    paired.add(from).add(to);
  }
  if (paired.size === 0) return difference;
  return {
    ...difference,
    updated,
    installed: difference.installed.filter(item => !paired.has(item)),
    removed: difference.removed.filter(item => !paired.has(item)),
  };
}

function byStem<T extends SoftwareItem>(items: readonly T[]): Map<string, T[]> {
  const stems = new Map<string, T[]>();
  for (const item of items) {
    const name = fold(item.name);
    const version = fold(item.version ?? '');
    if (version === '' || !name.includes(version)) continue;
    const stem = joinKey(name.replace(version, ''), item.publisher, item.architecture, item.source);
    stems.set(stem, [...(stems.get(stem) ?? []), item]);
  }
  return stems;
}
