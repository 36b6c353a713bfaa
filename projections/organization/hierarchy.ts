import { isWithin, splitPath } from '../../domain/organization/index.ts';
import type { GroupCount, Row } from '../kernel/index.ts';

/** A place of a tree: a definition, or a value that only devices still have. */
export interface HierarchyNode {
  /** Null: not defined; the group is old. */
  readonly id: string | null;
  readonly path: string;
  readonly name: string;
  readonly nameEn: string | null;
  readonly nameJa: string | null;
  /** Null where it is old. */
  readonly origin: string | null;
  /** Levels below the first one shown, which is 0. */
  readonly depth: number;
  /** Devices that record just this value. */
  readonly devices: number;
  /** Those, and the devices of everything below it. */
  readonly below: number;
}

export interface Hierarchy {
  /** Parents before children, siblings in their order, old groups behind the defined ones. */
  readonly nodes: readonly HierarchyNode[];
  /** Devices without a value. */
  readonly unknown: number;
}

type Growing = Omit<HierarchyNode, 'depth' | 'below'> & { readonly order: number };

/**
 * Definitions and recorded values become one tree. `visible`: whether a place may be told of that is neither defined
 * nor recorded, only above what is. What has nothing visible above it stands at the top.
 */
export function hierarchyOf(
  definitions: readonly Row[],
  counts: readonly GroupCount[],
  visible: (path: string) => boolean = () => true,
): Hierarchy {
  const recorded = new Map<string, number>();
  let unknown = 0;
  for (const { value, count } of counts)
    if (typeof value === 'string') recorded.set(value, count);
    else unknown += count;
  const all = new Map<string, Growing>();
  for (const { id, columns } of definitions) {
    const path = String(columns.path);
    all.set(path, {
      id,
      path,
      name: String(columns.name),
      nameEn: textOf(columns.nameEn),
      nameJa: textOf(columns.nameJa),
      origin: textOf(columns.origin),
      devices: recorded.get(path) ?? 0,
      order: Number(columns.order),
    });
  }
  for (const [path, devices] of recorded)
    if (!all.has(path)) {
      all.set(path, oldGroup(path, devices));
      for (const above of placesAbove(path))
        if (!all.has(above) && !recorded.has(above) && visible(above)) all.set(above, oldGroup(above, 0));
    }
  return { nodes: inOrder(all, belowOf(recorded)), unknown };
}

function oldGroup(path: string, devices: number): Growing {
  const { name } = splitPath(path);
  // Behind every definition; among themselves by name.
  const order = Number.MAX_SAFE_INTEGER;
  return { id: null, path, name, nameEn: null, nameJa: null, origin: null, devices, order };
}

/** From the nearest to the first level. */
function placesAbove(path: string): string[] {
  const places: string[] = [];
  for (let { parent } = splitPath(path); parent !== null; { parent } = splitPath(parent)) places.push(parent);
  return places;
}

/** For each path, and each above it, the devices at and below it. */
function belowOf(recorded: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const [path, count] of recorded)
    for (const place of [path, ...placesAbove(path)]) sums.set(place, (sums.get(place) ?? 0) + count);
  return sums;
}

function inOrder(all: ReadonlyMap<string, Growing>, below: ReadonlyMap<string, number>): HierarchyNode[] {
  const children = new Map<string | undefined, Growing[]>();
  for (const node of all.values()) {
    const above = placesAbove(node.path).find(place => all.has(place));
    const siblings = children.get(above);
    if (siblings) siblings.push(node);
    else children.set(above, [node]);
  }
  const nodes: HierarchyNode[] = [];
  const walk = (above: string | undefined, depth: number): void => {
    const siblings = children.get(above) ?? [];
    siblings.sort((a, b) => a.order - b.order || (a.path < b.path ? -1 : 1));
    for (const { order: _order, ...node } of siblings) {
      nodes.push({ ...node, depth, below: below.get(node.path) ?? 0 });
      walk(node.path, depth + 1);
    }
  };
  walk(undefined, 0);
  return nodes;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Paths of which no other is above: what is named once, with everything below it. */
export function topmost(paths: readonly string[]): readonly string[] {
  return paths.filter(path => !paths.some(other => other !== path && isWithin(path, other)));
}
