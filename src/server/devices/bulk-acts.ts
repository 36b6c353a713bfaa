import { AskedOrder } from '../../../domain/agents/index.ts';
import {
  bulkAct,
  bulkStream,
  deviceGroups,
  groupsStream,
  type BulkCommand,
  type BulkWish,
  type DeviceCommand,
  type DeviceGroups,
} from '../../../domain/devices/index.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import type { Filter, Scope } from '../../../projections/kernel/index.ts';
import { accepted, AppError } from '../errors/index.ts';
import { because, perform } from '../http/devices/identity-acts.ts';
import type { ServerContext } from '../http/kernel/context.ts';
import type { JobControl } from '../jobs.ts';
import { everyRow } from '../rows.ts';
import { BulkCounts } from './bulk-counts.ts';
import { eachDevice } from './each-device.ts';
import { tellAgent } from './tell.ts';

/** Devices at once: they share commits, and leave the server room for others. */
export const bulkTogether = 32;

export interface BulkAsked {
  /** Id of the act, and correlation id of all it does. */
  readonly act: string;
  readonly actor: Actor;
  /** Of who asked. */
  readonly scope: Scope;
  readonly wish: BulkWish;
  /** Of the devices that are meant, as it was asked and as it is understood; null: all. */
  readonly filter: { readonly text: string; readonly parsed: Filter | undefined } | null;
  readonly reason: string | undefined;
}

/** Ids of the devices that match now, of those who asked may see. */
async function matching(context: ServerContext, { scope, filter }: BulkAsked): Promise<readonly string[]> {
  const { projections, events } = context.services;
  await projections.reached(await events.lastPosition());
  const ids: string[] = [];
  const question = { fields: [], ...(filter?.parsed && { filter: filter.parsed }) };
  for await (const { id } of everyRow(context.reads(scope), 'devices.list', question)) ids.push(id);
  return ids;
}

/** The same decisions on each device, and nothing appended. The job of a dry run. */
export async function tryOut(
  context: ServerContext,
  asked: BulkAsked,
  control: JobControl,
): Promise<Readonly<Record<string, unknown>>> {
  const counts = new BulkCounts();
  const doIt = await actOf(context, asked, true);
  const ids = await matching(context, asked);
  await eachDevice(ids, control, bulkTogether, id => counts.of(id, () => doIt(id)));
  return { act: null, kind: asked.wish.kind, dryRun: true, ...counts.result() };
}

/** What was asked, then each device, then how it ended. The job of an act. */
export async function carryOut(
  context: ServerContext,
  asked: BulkAsked,
  control: JobControl,
): Promise<Readonly<Record<string, unknown>>> {
  const { wish, filter, reason, scope } = asked;
  const doIt = await actOf(context, asked, false);
  const ids = await matching(context, asked);
  const begin: BulkCommand = {
    type: 'BeginBulkAct',
    at: context.services.clock.now(),
    wish,
    filter: filter?.text ?? null,
    devices: ids.length,
    ...because(reason),
    ...(scope && { within: [...scope] }),
  };
  return concluded(context, begin, asked, control, counts =>
    eachDevice(ids, control, bulkTogether, id => counts.of(id, () => doIt(id))),
  );
}

/** The work between the event that says what was decided and the one that says how it ended. */
export async function concluded(
  { services }: ServerContext,
  command: BulkCommand,
  { act, actor, wish }: Pick<BulkAsked, 'act' | 'actor' | 'wish'>,
  { signal }: JobControl,
  work: (counts: BulkCounts) => Promise<void>,
): Promise<Readonly<Record<string, unknown>>> {
  const { commands, clock, projections, events } = services;
  const give = async (given: BulkCommand, by: Actor) =>
    accepted(await commands.handle(bulkStream(act), bulkAct, given, { actor: by, correlationId: act }));
  const counts = new BulkCounts();
  const end = (outcome: 'done' | 'cancelled' | 'failed') =>
    give({ type: 'EndBulkAct', at: clock.now(), outcome, ...counts.numbers }, 'system:bulk-acts');
  await give(command, actor);
  try {
    await work(counts);
  } catch (error) {
    await end('failed');
    throw error;
  }
  await end(signal.aborted ? 'cancelled' : 'done');
  const position = await events.lastPosition();
  await projections.reached(position);
  return { act, kind: wish.kind, dryRun: false, ...counts.result(), position };
}

/** What is done to one device; answers whether that changed it. Throws the refusal of the device. */
async function actOf(
  context: ServerContext,
  { act, actor, wish, reason }: BulkAsked,
  dryRun: boolean,
): Promise<(id: string) => Promise<boolean>> {
  const acting = { actor, dryRun, correlationId: act };
  const changed = ({ events }: { readonly events: readonly unknown[] }) => events.length > 0;
  if (wish.kind === 'tell') {
    const command = AskedOrder.parse(
      wish.order === 'message' ? { kind: wish.order, text: wish.text } : { kind: wish.order },
    );
    return async id => changed(await tellAgent(context, id, { command, reason }, acting));
  }
  const { state: groups } = await context.services.commands.load(groupsStream, deviceGroups);
  const commandAt = commandOf(wish, groups, because(reason));
  return async id => {
    const command = commandAt(context.services.clock.now());
    return changed(
      await perform(context, [{ deviceId: id, command }], { ...acting, expectedRevision: undefined }),
    );
  };
}

/** Throws GROUP_NOT_FOUND where a group to be joined is gone. */
export function commandOf(
  wish: Exclude<BulkWish, { readonly kind: 'tell' }>,
  groups: DeviceGroups,
  why: { readonly reason?: string },
): (at: string) => DeviceCommand {
  switch (wish.kind) {
    case 'place': {
      const { kind: _kind, ...places } = wish;
      return at => ({ type: 'PlaceDevice', at, ...why, ...given(places) });
    }
    case 'manage':
      return at => ({ type: 'ManageDevice', at, ...why });
    case 'ignore':
      return at => ({ type: 'IgnoreDevice', at, ...why });
    case 'remove':
      return at => ({ type: 'RemoveDevice', at, ...why });
    case 'group': {
      const nameOf = (group: string) => (Object.hasOwn(groups, group) ? groups[group] : undefined);
      const add = wish.add.map(group => {
        const name = nameOf(group);
        if (name === undefined) throw new AppError('GROUP_NOT_FOUND', { details: { group } });
        return { group, name };
      });
      const remove = wish.remove.map(group => ({ group, name: nameOf(group) ?? group }));
      return at => ({ type: 'GroupDevice', at, add, remove, ...why });
    }
  }
}

/** Without the fields that were not named. */
function given(places: { department?: string | null | undefined; location?: string | null | undefined }): {
  department?: string | null;
  location?: string | null;
} {
  return Object.fromEntries(Object.entries(places).filter(([, place]) => place !== undefined));
}
