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

function sortItems(items: readonly unknown[], distinct: boolean): unknown[] {
  const keyed = items.map(item => ({ key: sortKey(item), item }));
  keyed.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  const kept = distinct ? keyed.filter(({ key }, at) => at === 0 || key !== keyed[at - 1]?.key) : keyed;
  return kept.map(({ item }) => item);
}

/** Folded: the spelling of an entry does not move it. */
function sortKey(item: unknown): string {
  return JSON.stringify(item).toLowerCase();
}

/**
 * Equal for two reports of the same facts, whatever their order, letter case, white space and dialect.
 * SHA-256, hexadecimal.
 */
export function formHash(report: InventoryReport): string {
  // Free space moves by itself; it is compared by its distance, not by this hash.
  const volumes = report.inventory.volumes?.map(volume => ({ ...volume, free: undefined }));
  const text = JSON.stringify([
    report.partial,
    report.claims,
    { ...report.inventory, volumes },
  ]).toLowerCase();
  return createHash('sha256').update(text).digest('hex');
}

/** Free and total MiB per volume, in the order of the normal form. */
export function freeSpaces(report: InventoryReport): readonly (readonly [free: number, total: number])[] {
  return (report.inventory.volumes ?? []).map(volume => [volume.free ?? 0, volume.total ?? 0] as const);
}
