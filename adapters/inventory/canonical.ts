import { createHash } from 'node:crypto';
import type { Inventory, InventoryReport } from '../../domain/devices/index.ts';

/** Lists in one order, whatever order the agent sent; software entries told twice are one. */
export function sortForm(inventory: Inventory): Inventory {
  const sorted: Record<string, unknown> = {};
  for (const section of Object.keys(inventory).sort()) {
    const value = inventory[section as keyof Inventory];
    sorted[section] = Array.isArray(value) ? sortItems(value, section === 'software') : value;
  }
  return sorted as Inventory;
}

/** JSON of a section, and the same folded: the spelling of an entry makes no difference. */
interface SectionText {
  readonly json: string;
  readonly folded: string;
}

/** Of lists that were sorted by their texts: whoever writes them down need not make the texts again. */
const sectionTexts = new WeakMap<readonly unknown[], SectionText>();

function sortItems(items: readonly unknown[], distinct: boolean): unknown[] {
  const keyed = items.map(item => ({ item, ...textOf(item) }));
  keyed.sort((left, right) => (left.folded < right.folded ? -1 : left.folded > right.folded ? 1 : 0));
  const kept = distinct
    ? keyed.filter(({ folded }, at) => at === 0 || folded !== keyed[at - 1]?.folded)
    : keyed;
  const sorted = kept.map(({ item }) => item);
  sectionTexts.set(sorted, {
    json: `[${kept.map(({ json }) => json).join(',')}]`,
    folded: `[${kept.map(({ folded }) => folded).join(',')}]`,
  });
  return sorted;
}

function textOf(value: unknown): SectionText {
  const json = JSON.stringify(value);
  return { json, folded: json.toLowerCase() };
}

/**
 * A report as JSON, and a SHA-256 (hexadecimal) that is equal for two reports of the same agent about the same facts,
 * whatever their order and letter case.
 */
export function writeReport(report: InventoryReport): { readonly json: string; readonly hash: string } {
  const { inventory, ...envelope } = report;
  const sections: string[] = [];
  let facts = JSON.stringify([report.partial, report.claims]).toLowerCase();
  for (const [name, value] of Object.entries(inventory)) {
    if (value === undefined) continue;
    const text = (Array.isArray(value) && sectionTexts.get(value)) || textOf(value);
    sections.push(`"${name}":${text.json}`);
    facts += `"${name}":${name === 'volumes' ? withoutFreeSpace(inventory.volumes) : text.folded}`;
  }
  return {
    json: `${JSON.stringify(envelope).slice(0, -1)},"inventory":{${sections.join(',')}}}`,
    hash: createHash('sha256').update(facts).digest('hex'),
  };
}

/** Free space moves by itself; it is compared by its distance, not by the hash. */
function withoutFreeSpace(volumes: Inventory['volumes']): string {
  return textOf(volumes?.map(volume => ({ ...volume, free: undefined }))).folded;
}

/** Free and total MiB per volume, in the order of the normal form. */
export function freeSpaces(report: InventoryReport): readonly (readonly [free: number, total: number])[] {
  return (report.inventory.volumes ?? []).map(volume => [volume.free ?? 0, volume.total ?? 0] as const);
}
