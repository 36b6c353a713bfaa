import { device } from '../../../domain/devices/index.ts';
import type { EventOf } from '../../../domain/devices/index.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import type { TreeKind } from '../../../domain/organization/index.ts';
import type { Filter, ScopedReads } from '../../../projections/kernel/index.ts';
import type { Services } from '../services.ts';
import { allRows } from '../rows.ts';

/** How often a device that others change in the same moment is tried. */
const attempts = 5;

export function withinAny(column: TreeKind, paths: readonly string[]): Filter {
  return { op: 'or', filters: paths.map(path => ({ op: 'under', column, path })) };
}

/** Ids of the devices that record one of the paths, or one below. */
export async function devicesWithin(
  reads: ScopedReads,
  kind: TreeKind,
  paths: readonly string[],
): Promise<readonly string[]> {
  const rows = await allRows(reads, 'devices.list', { filter: withinAny(kind, paths), fields: [] });
  return rows.map(({ id }) => id);
}

/** What a device is to record in place of what it records; undefined: it stays. */
export type Replacement = (recorded: string | null) => string | null | undefined;

export interface PlacingContext {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly reason?: string;
}

/** Decided on what the device records now, not on what a list showed; `refused` where it may not be placed. */
export async function replaceOn(
  { commands, clock }: Pick<Services, 'commands' | 'clock'>,
  deviceId: string,
  kind: TreeKind,
  replacement: Replacement,
  { actor, correlationId, reason }: PlacingContext,
): Promise<'placed' | 'same' | 'refused'> {
  const stream = `device-${deviceId}`;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { state, revision } = await commands.load(stream, device);
    const next = replacement(state[kind]);
    if (next === undefined || next === state[kind]) return 'same';
    const result = await commands.handle(
      stream,
      device,
      { type: 'PlaceDevice', at: clock.now(), [kind]: next, ...(reason !== undefined && { reason }) },
      { actor, correlationId, expectedRevision: revision },
    );
    if (result.kind === 'accepted') return 'placed';
    if (result.kind === 'refused') return 'refused';
  }
  return 'refused';
}

export interface Placement {
  readonly before: string | null;
  readonly after: string | null;
}

/** What an act recorded on devices: the value before its first change of each, and after its last. */
export async function placementsOf(
  { events }: Pick<Services, 'events'>,
  kind: TreeKind,
  act: string,
  between: { readonly after: number; readonly until: number | undefined },
): Promise<ReadonlyMap<string, Placement>> {
  const placements = new Map<string, Placement>();
  const { after, until } = between;
  for await (const batch of events.readAll(after, {
    types: ['DevicePlaced'],
    ...(until === undefined ? {} : { until }),
  }))
    for (const { stream, correlationId, data } of batch) {
      if (correlationId !== act) continue;
      const placed = data as EventOf<'DevicePlaced'>['data'];
      const deviceId = stream.slice('device-'.length);
      const before = placements.get(deviceId)?.before;
      placements.set(deviceId, {
        before: before === undefined ? placed.before[kind] : before,
        after: placed[kind],
      });
    }
  return placements;
}
