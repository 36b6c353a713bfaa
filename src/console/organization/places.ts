import type { HierarchyNode } from '../../server/contract.ts';

/** A place with what lies below it. */
export interface Place extends HierarchyNode {
  readonly children: readonly Place[];
}

/** The flat tree of an answer, nested. */
export function nested(nodes: readonly HierarchyNode[]): readonly Place[] {
  const roots: Place[] = [];
  const open: { readonly depth: number; readonly children: Place[] }[] = [];
  for (const node of nodes) {
    while (open.length > 0 && open.at(-1)!.depth >= node.depth) open.pop();
    const children: Place[] = [];
    (open.at(-1)?.children ?? roots).push({ ...node, children });
    open.push({ depth: node.depth, children });
  }
  return roots;
}

/** As the reader's language calls it; at the top with the places above that are not shown. */
export function wordOf(node: HierarchyNode, language: string): string {
  const word = (language.startsWith('ja') ? node.nameJa : node.nameEn) ?? node.name;
  const above = node.path.slice(0, -node.name.length);
  return node.depth === 0 ? above + word : word;
}

const folded = (text: string) => text.normalize('NFKC').toLowerCase();

/** Whether it is called so, in any language or by its path. */
export function matches(node: HierarchyNode, text: string): boolean {
  const wanted = folded(text.trim());
  return [node.path, node.nameEn, node.nameJa].some(word => word !== null && folded(word).includes(wanted));
}

/** Paths of the places that match and of everything above them. */
export function matchingPaths(nodes: readonly HierarchyNode[], text: string): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const { path } of nodes.filter(node => matches(node, text))) {
    const parts = path.split('/');
    parts.forEach((_, at) => paths.add(parts.slice(0, at + 1).join('/')));
  }
  return paths;
}

export function isBelow(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}

export function parentPath(path: string): string | null {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? null : path.slice(0, cut);
}
