import type { DeviceEvent, Inventory, InventoryReport } from '../../../domain/devices/index.ts';
import type { EventStore, StoredEvent } from '../../../domain/kernel/index.ts';

/** Earlier bodies of a device that are looked at; an agent sends a full report after fewer partial ones. */
const earlierBodies = 50;

/**
 * The newest body of every device that stands for itself now, as the log names them; tells how far it has read.
 * Bodies of removed, merged and ignored devices are left where they are.
 */
export async function standingBodies(
  events: Pick<EventStore, 'readAll'>,
  onBatch: (position: number) => void,
): Promise<ReadonlyMap<string, string>> {
  const bodies = new Map<string, string>();
  const merged = new Map<string, string>();
  for await (const batch of events.readAll(0, { categories: ['device'] })) {
    for (const stored of batch) {
      const id = stored.stream.slice('device-'.length);
      const body = bodyOf(stored);
      if (body !== undefined) bodies.set(id, body);
      else move(stored.type as DeviceEvent['type'], id, bodies, merged);
    }
    onBatch(batch.at(-1)?.position ?? 0);
  }
  return bodies;
}

function move(
  type: DeviceEvent['type'],
  id: string,
  bodies: Map<string, string>,
  merged: Map<string, string>,
): void {
  const body = bodies.get(id);
  if (type === 'DeviceMerged' && body !== undefined) merged.set(id, body);
  if (type === 'DeviceMerged' || type === 'DeviceRemoved' || type === 'DeviceIgnored') bodies.delete(id);
  const back = merged.get(id);
  if (type === 'DeviceRestored' && back !== undefined) bodies.set(id, back);
}

/** Hashes of the bodies of one device, newest first. */
export async function newestBodies(
  events: Pick<EventStore, 'readStream'>,
  stream: string,
): Promise<readonly string[]> {
  const hashes: string[] = [];
  for await (const batch of events.readStream(stream))
    for (const stored of batch) {
      const body = bodyOf(stored);
      if (body !== undefined && body !== hashes.at(-1)) hashes.push(body);
      if (hashes.length > earlierBodies) hashes.shift();
    }
  return hashes.reverse();
}

/**
 * A late report is kept and changed nothing: its facts are not those of the device. That results were carried here says
 * nothing of what they changed.
 */
function bodyOf({ type, data }: StoredEvent): string | undefined {
  if (type === 'LateInventoryRecorded' || type === 'OfflineInventoryReceived') return undefined;
  return (data as { readonly source?: { readonly body?: string } }).source?.body;
}

/** Reports of one agent in the order they came, as one: a section told again replaces what was told of it before. */
export function overlaid(reports: readonly InventoryReport[]): InventoryReport {
  return reports.reduce((before, now) => ({
    ...before,
    ...now,
    partial: before.partial && now.partial,
    claims: {
      ...before.claims,
      ...now.claims,
      macs: now.claims.macs.length > 0 ? now.claims.macs : before.claims.macs,
    },
    inventory: overlaidInventory(before.inventory, now.inventory),
  }));
}

function overlaidInventory(before: Inventory, now: Inventory): Inventory {
  return {
    ...before,
    ...now,
    ...(now.hardware && { hardware: { ...before.hardware, ...now.hardware } }),
    ...(now.operatingSystem && { operatingSystem: { ...before.operatingSystem, ...now.operatingSystem } }),
    ...(now.agent && { agent: { ...before.agent, ...now.agent } }),
  };
}
