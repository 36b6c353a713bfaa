import type { DeviceCommand, DeviceState, IdentityKey } from '../../../../domain/devices/index.ts';
import { device, identityRegister } from '../../../../domain/devices/index.ts';
import type { Actor } from '../../../../domain/kernel/index.ts';
import { accepted, AppError } from '../../errors/index.ts';
import type { ServerContext } from '../kernel/context.ts';
import type { Outcome } from '../kernel/outcome.ts';
import { outcomeOf } from '../kernel/outcome.ts';

export interface Act {
  readonly actor: Actor;
  readonly dryRun: boolean;
  readonly expectedRevision: number | undefined;
}

interface Step {
  readonly deviceId: string;
  readonly command: DeviceCommand;
}

const streamOf = (id: string) => `device-${id}`;

/**
 * Commands on several devices that are one act: all are tried before any is done, so that a refusal of the
 * second leaves the first undone. A crash between them is mended by asking again: what is done is then nothing.
 */
export async function perform(context: ServerContext, steps: readonly Step[], act: Act): Promise<Outcome> {
  const { commands, ids } = context.services;
  const correlationId = ids.next();
  const run = (dryRun: boolean) => async (step: Step, number: number) =>
    commands.handle(streamOf(step.deviceId), device, step.command, {
      commandId: ids.next(),
      actor: act.actor,
      correlationId,
      dryRun,
      // The client has read one device, the first.
      ...(number === 0 && act.expectedRevision !== undefined
        ? { expectedRevision: act.expectedRevision }
        : {}),
    });
  const tried = await Promise.all(steps.map(run(true)));
  if (act.dryRun) return outcomeOf(tried, true);
  tried.forEach(accepted);
  const done = [];
  for (const [number, step] of steps.entries()) done.push(await run(false)(step, number));
  return outcomeOf(done, false);
}

/** `from` was another record of `into`: its keys lead there from now on. */
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
  const { state } = await load(context, from);
  return perform(
    context,
    [
      {
        deviceId: from,
        command: {
          type: 'MergeDevice',
          at,
          deviceId: from,
          into,
          ...(reason === undefined ? {} : { reason }),
        },
      },
      { deviceId: into, command: { type: 'AbsorbDevice', at, deviceId: into, from, keys: state.keys } },
    ],
    act,
  );
}

/**
 * Takes keys from a device that reported for two machines. With `into` a merge is taken back and the record that
 * was merged stands for itself again; without it the keys become a new device. Answers its id too.
 */
export async function splitDevice(
  context: ServerContext,
  id: string,
  asked: {
    readonly keys?: readonly string[] | undefined;
    readonly into?: string | undefined;
    readonly reason?: string | undefined;
  },
  act: Act,
): Promise<Outcome & { readonly into: string }> {
  const { services } = context;
  const at = services.clock.now();
  const into = asked.into ?? services.ids.next();
  const keys = (asked.keys ?? (await commonKeys(context, id, into))) as readonly IdentityKey[];
  if (keys.length === 0) throw new AppError('DEVICE_NOT_MERGED', { details: { from: id } });
  const reason = asked.reason === undefined ? {} : { reason: asked.reason };
  const outcome = await perform(
    context,
    [
      { deviceId: id, command: { type: 'SplitDevice', at, into, keys, ...reason } },
      {
        deviceId: into,
        command:
          asked.into === undefined
            ? { type: 'OpenSplitDevice', at, from: id, keys }
            : { type: 'RestoreDevice', at, from: id },
      },
    ],
    act,
  );
  if (!act.dryRun && asked.into === undefined)
    for (const key of keys)
      accepted(
        await services.commands.handle(
          `identity-${services.ids.from(key)}`,
          identityRegister,
          { type: 'ClaimIdentityKey', key, deviceId: into },
          { commandId: services.ids.next(), actor: act.actor },
        ),
      );
  return { ...outcome, into };
}

/** What the merged record brought along and the device still holds. */
async function commonKeys(
  context: ServerContext,
  id: string,
  merged: string,
): Promise<readonly IdentityKey[]> {
  const [device, other] = await Promise.all([load(context, id), load(context, merged)]);
  return other.state.keys.filter(key => device.state.keys.includes(key));
}

async function load(context: ServerContext, id: string): Promise<{ readonly state: DeviceState }> {
  const loaded = await context.services.commands.load(streamOf(id), device);
  if (loaded.state.status === 'none') throw new AppError('DEVICE_UNKNOWN', { details: { id } });
  return loaded;
}
