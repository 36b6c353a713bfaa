import type {
  DeviceCommand,
  DeviceEvent,
  DeviceRefusal,
  DeviceState,
  EventOf,
  IdentityKey,
} from '../../../../domain/devices/index.ts';
import { device, identityRegister } from '../../../../domain/devices/index.ts';
import type { Actor, CommandResult } from '../../../../domain/kernel/index.ts';
import { readWholeStream } from '../../../../domain/kernel/index.ts';
import { accepted, AppError } from '../../errors/index.ts';
import type { ServerContext } from '../kernel/context.ts';
import type { Outcome } from '../kernel/outcome.ts';
import { outcomeOf } from '../kernel/outcome.ts';
import { withLicences } from './licensed-acts.ts';

export interface Act {
  readonly actor: Actor;
  readonly dryRun: boolean;
  readonly expectedRevision: number | undefined;
  /** Of the act it is a part of; absent: it is one by itself. */
  readonly correlationId?: string;
}

interface Step {
  readonly deviceId: string;
  readonly command: DeviceCommand;
  /** The device the client has read, which `expectedRevision` is about; default: the first step's. */
  readonly read?: boolean;
  /** Takes the step back where a later one is refused after all. */
  readonly undo?: DeviceCommand;
}

const streamOf = (id: string) => `device-${id}`;

/** A reason as commands take it: there, or not at all. */
export const because = (reason: string | undefined): { readonly reason?: string } =>
  reason === undefined ? {} : { reason };

/**
 * Commands on several devices that are one act: all are tried before any is done, so that a refusal of the
 * second leaves the first undone; where somebody else was quicker in between, the first is taken back. A crash
 * between them is mended by asking again: what is done is then nothing.
 */
export async function perform(context: ServerContext, steps: readonly Step[], act: Act): Promise<Outcome> {
  const { commands, correlation } = context.services;
  const correlationId = act.correlationId ?? correlation();
  const read = steps.find(step => step.read) ?? steps[0];
  const run = (dryRun: boolean) => (step: Step) =>
    commands.handle(streamOf(step.deviceId), device, step.command, {
      actor: act.actor,
      correlationId,
      dryRun,
      ...(step === read && act.expectedRevision !== undefined && { expectedRevision: act.expectedRevision }),
    });
  const tried = await Promise.all(steps.map(run(true)));
  tried.forEach(accepted);
  return withLicences(context, steps, { ...act, correlationId }, async () => {
    if (act.dryRun) return outcomeOf(tried, true);
    return outcomeOf(await inOrder(steps, run(false)), false);
  });
}

type Done = CommandResult<DeviceEvent, DeviceRefusal>;

/** One after the other; where one is refused after all, what was done before it is taken back. */
async function inOrder(steps: readonly Step[], run: (step: Step) => Promise<Done>): Promise<readonly Done[]> {
  const done: Done[] = [];
  for (const step of steps) {
    const result = await run(step);
    done.push(result);
    if (result.kind !== 'accepted') {
      for (const [number, { deviceId, undo }] of steps.entries()) {
        const earlier = done[number];
        if (undo && earlier?.kind === 'accepted' && earlier.events.length > 0)
          await run({ deviceId, command: undo });
      }
      break;
    }
  }
  return done;
}

/**
 * `from` was another record of `into`: its keys lead there from now on. The device that stands takes the keys
 * first: should nothing more be done, both records know the machine, and asking again ends the one.
 */
export async function mergeDevices(
  context: ServerContext,
  {
    from,
    into,
    reason,
  }: { readonly from: string; readonly into: string; readonly reason?: string | undefined },
  act: Act,
): Promise<Outcome> {
  const at = context.services.clock.now();
  const why = because(reason);
  const { state } = await load(context, from);
  return perform(
    context,
    [
      {
        deviceId: into,
        command: { type: 'AbsorbDevice', at, deviceId: into, from, keys: state.keys, ...why },
        undo: { type: 'SplitDevice', at, into: from },
      },
      {
        deviceId: from,
        command: { type: 'MergeDevice', at, deviceId: from, into, ...why },
        read: true,
      },
    ],
    act,
  );
}

interface SplitRequest {
  readonly keys?: readonly string[] | undefined;
  readonly into?: string | undefined;
  readonly reason?: string | undefined;
}

/**
 * Takes keys from a device that reported for two machines. With `into` a merge is taken back and the record that
 * was merged stands for itself again; without it the keys become a new device. Answers its id too.
 */
export async function splitDevice(
  context: ServerContext,
  id: string,
  { keys, into, reason }: SplitRequest,
  act: Act,
): Promise<Outcome & { readonly into: string }> {
  const why = because(reason);
  if (into === undefined) return splitOff(context, id, (keys ?? []) as readonly IdentityKey[], why, act);
  const at = context.services.clock.now();
  await load(context, into);
  // Without keys the device gives back just those the merge brought; what it held before, it keeps.
  const told = keys === undefined ? {} : { keys: keys as readonly IdentityKey[] };
  const outcome = await perform(
    context,
    [
      { deviceId: id, command: { type: 'SplitDevice', at, into, ...told, ...why } },
      { deviceId: into, command: { type: 'RestoreDevice', at, from: id, ...why } },
    ],
    act,
  );
  return { ...outcome, into };
}

async function splitOff(
  context: ServerContext,
  id: string,
  keys: readonly IdentityKey[],
  why: { readonly reason?: string },
  act: Act,
): Promise<Outcome & { readonly into: string }> {
  const { services } = context;
  const at = services.clock.now();
  const begun = await splitBegun(context, id, keys);
  const into = begun?.into ?? services.ids.next();
  const split: Step = { deviceId: id, command: { type: 'SplitDevice', at, into, keys, ...why } };
  const open: Step = { deviceId: into, command: { type: 'OpenSplitDevice', at, from: id, keys } };
  const outcome = await perform(context, begun?.opened ? [split] : [split, open], act);
  if (!act.dryRun)
    for (const key of keys)
      accepted(
        await services.commands.handle(
          `identity-${services.ids.from(key)}`,
          identityRegister,
          { type: 'ClaimIdentityKey', key, deviceId: into },
          { actor: act.actor },
        ),
      );
  return { ...outcome, into };
}

/** The split that gave away just these keys, none of which the device holds any more: it is being asked for again. */
async function splitBegun(
  context: ServerContext,
  id: string,
  keys: readonly IdentityKey[],
): Promise<{ readonly into: string; readonly opened: boolean } | undefined> {
  const { commands, events } = context.services;
  const { state } = await load(context, id);
  if (!keys.every(key => state.disowned.includes(key))) return undefined;
  const splits = (await readWholeStream(events, streamOf(id))).filter(({ type }) => type === 'DeviceSplit');
  const asked = new Set(keys);
  const same = splits
    .map(({ data }) => data as EventOf<'DeviceSplit'>['data'])
    .findLast(data => data.keys.length === asked.size && data.keys.every(key => asked.has(key)));
  if (!same) return undefined;
  const other = await commands.load(streamOf(same.into), device);
  return { into: same.into, opened: other.state.status !== 'none' };
}

async function load(context: ServerContext, id: string): Promise<{ readonly state: DeviceState }> {
  const loaded = await context.services.commands.load(streamOf(id), device);
  if (loaded.state.status === 'none') throw new AppError('DEVICE_UNKNOWN', { details: { id } });
  return loaded;
}
