import type { GroupCount } from '../api/types.ts';

export interface PathNode {
  readonly name: string;
  readonly path: string;
  /** Devices here and below. */
  readonly count: number;
  readonly children: readonly PathNode[];
}

interface Growing {
  name: string;
  path: string;
  count: number;
  children: Map<string, Growing>;
}

/** Counts per full path become a tree in which each place counts what lies below it. */
export function pathTree(groups: readonly GroupCount[]): {
  readonly roots: readonly PathNode[];
  readonly missing: number;
} {
  const root: Growing = { name: '', path: '', count: 0, children: new Map() };
  let missing = 0;
  for (const { value, count } of groups) {
    if (typeof value !== 'string') {
      missing += count;
      continue;
    }
    let place = root;
    for (const name of value.split('/')) {
      const path = place.path ? `${place.path}/${name}` : name;
      const next = place.children.get(name) ?? { name, path, count: 0, children: new Map() };
      next.count += count;
      place.children.set(name, next);
      place = next;
    }
  }
  const freeze = (growing: Growing): PathNode => ({
    name: growing.name,
    path: growing.path,
    count: growing.count,
    children: [...growing.children.values()].map(freeze).sort((a, b) => a.name.localeCompare(b.name)),
  });
  return { roots: freeze(root).children, missing };
}
