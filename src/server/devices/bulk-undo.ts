import {
  bulkStream,
  device,
  type BulkEvent,
  type DeviceCommand,
  type DeviceState,
  type EventOf,
} from '../../../domain/devices/index.ts';
import { readWholeStream, type StoredEvent } from '../../../domain/kernel/index.ts';
import { AppError, refused } from '../errors/index.ts';
import { because } from '../http/devices/identity-acts.ts';
import { withLicences } from '../http/devices/licensed-acts.ts';
import type { ServerContext } from '../http/kernel/context.ts';
import type { JobControl } from '../jobs.ts';
import { bulkTogether, concluded, type BulkAsked } from './bulk-acts.ts';
import type { BulkCounts } from './bulk-counts.ts';
import { eachDevice } from './each-device.ts';

const undoable = ['DevicePlaced', 'DeviceManaged', 'DeviceIgnored', 'DeviceGrouped'] as const;
type Undoable = EventOf<(typeof undoable)[number]>;

/** How often a device that others change in the same moment is tried. */
const attempts = 5;
const visibleAtOnce = 1_000;

type Undoing = Pick<BulkAsked, 'act' | 'actor' | 'scope' | 'reason'>;

/** The event an act began with. Throws BULK_ACT_UNKNOWN. */
export async function begunAs(
  { services }: ServerContext,
  act: string,
): Promise<StoredEvent & Extract<BulkEvent, { readonly type: 'BulkActBegun' }>> {
  const [begun] = await readWholeStream(services.events, bulkStream(act));
  if (begun?.type !== 'BulkActBegun') throw new AppError('BULK_ACT_UNKNOWN', { details: { act } });
  return begun as StoredEvent & Extract<BulkEvent, { readonly type: 'BulkActBegun' }>;
}

/**
 * Every device the act changed is again as it was, unless it was changed since: then it counts as refused, as one does that
 * who asks may not see any more. The job of an undo.
 */
export async function takeBack(
  context: ServerContext,
  { act, actor, scope, reason }: Undoing,
  control: JobControl,
): Promise<Readonly<Record<string, unknown>>> {
  const begun = await begunAs(context, act);
  const { wish } = begun.data;
  const at = context.services.clock.now();
  const within = scope && { within: [...scope] };
  const command = { type: 'UndoBulkAct', at, ...because(reason), ...within } as const;
  return concluded(context, command, { act, actor, wish }, control, async counts => {
    const done = await eventsOf(context, act, begun.position);
    const ids = [...done.keys()];
    const visible = await visibleOf(context, scope, ids);
    await eachDevice(ids, control, bulkTogether, async id => {
      if (!visible.has(id)) counts.refuse(id, 'DEVICE_UNKNOWN');
      else await backTo(context, id, done.get(id)!, { act, actor, scope, reason }, counts);
    });
  });
}

async function backTo(
  context: ServerContext,
  id: string,
  event: Undoable,
  { act, actor, reason }: Undoing,
  counts: BulkCounts,
): Promise<void> {
  const { commands, clock } = context.services;
  const stream = `device-${id}`;
  await counts.of(id, async () => {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const { state, revision } = await commands.load(stream, device);
      const inverse = inverseOf(event, state, clock.now(), because(reason));
      if (!inverse) throw new AppError('REVISION_CONFLICT');
      const by = { actor, correlationId: act, dryRun: false };
      const result = await withLicences(context, [{ deviceId: id, command: inverse }], by, () =>
        commands.handle(stream, device, inverse, { ...by, expectedRevision: revision }),
      );
      if (result.kind === 'refused') throw refused(result.refusal);
      if (result.kind === 'accepted') return result.events.length > 0;
    }
    throw new AppError('REVISION_CONFLICT');
  });
}

/** What brings the device back; undefined where somebody has changed since what the act had changed. */
function inverseOf(
  { type, data }: Undoable,
  state: DeviceState,
  at: string,
  why: { readonly reason?: string },
): DeviceCommand | undefined {
  switch (type) {
    case 'DevicePlaced': {
      const moved = (['department', 'location'] as const).filter(kind => data[kind] !== data.before[kind]);
      if (moved.some(kind => state[kind] !== data[kind])) return undefined;
      const before = Object.fromEntries(moved.map(kind => [kind, data.before[kind]]));
      return { type: 'PlaceDevice', at, ...before, ...why };
    }
    case 'DeviceManaged':
      return state.status === 'managed' ? { type: 'IgnoreDevice', at, ...why } : undefined;
    case 'DeviceIgnored':
      return state.status === 'ignored' ? { type: 'ManageDevice', at, ...why } : undefined;
    case 'DeviceGrouped': {
      const { added, removed } = data;
      const stands =
        added.every(({ group }) => state.groups.includes(group)) &&
        removed.every(({ group }) => !state.groups.includes(group));
      return stands ? { type: 'GroupDevice', at, add: removed, remove: added, ...why } : undefined;
    }
  }
}

/** What an act recorded, by device. */
async function eventsOf(
  { services }: ServerContext,
  act: string,
  after: number,
): Promise<ReadonlyMap<string, Undoable>> {
  const end = (await readWholeStream(services.events, bulkStream(act))).find(
    ({ type }) => type === 'BulkActEnded',
  );
  const options = { types: undoable, ...(end && { until: end.position }) };
  const found = new Map<string, Undoable>();
  for await (const batch of services.events.readAll(after, options))
    for (const { stream, correlationId, type, data } of batch)
      if (correlationId === act) found.set(stream.slice('device-'.length), { type, data } as Undoable);
  return found;
}

async function visibleOf(
  context: ServerContext,
  scope: BulkAsked['scope'],
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const visible = new Set<string>();
  for (let at = 0; at < ids.length; at += visibleAtOnce)
    for (const id of await context.reads(scope).visible('devices.list', ids.slice(at, at + visibleAtOnce)))
      visible.add(id);
  return visible;
}
