import type { AskedOrder } from '../../../domain/agents/index.ts';
import { device, type DeviceState } from '../../../domain/devices/index.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import { agentsOfDevice, clonesOf } from '../agents/whose.ts';
import { AppError } from '../errors/index.ts';
import { onDevice } from '../http/devices/acts.ts';
import type { ServerContext } from '../http/kernel/context.ts';
import { outcomeOf, type Outcome } from '../http/kernel/outcome.ts';

/** What an agent is told, and what goes with it. */
export interface Told {
  readonly command: AskedOrder;
  /** Start the computer if it is not running; one started for an inventory goes down again after it. */
  readonly start?: boolean | undefined;
  /** Noted on the device, beside the command. */
  readonly note?: string | undefined;
  readonly reason?: string | undefined;
}

export interface TellingContext {
  readonly actor: Actor;
  readonly correlationId: string;
  readonly dryRun: boolean;
}

/**
 * A command to the agent on a device. Throws DEVICE_WITHOUT_AGENT, DEVICE_MANAGED_OFFLINE, AGENT_CLONED, AGENT_RENEWING, what keeps a device
 * from being managed, and the refusals of the command.
 */
export async function tellAgent(
  context: ServerContext,
  id: string,
  { command, start = false, note, reason }: Told,
  telling: TellingContext,
): Promise<Outcome> {
  const { dryRun } = telling;
  const { state } = await context.services.commands.load(`device-${id}`, device);
  requireManaged(state);
  if (state.managementType === 'offline') throw new AppError('DEVICE_MANAGED_OFFLINE');
  const [agentId] = await agentsOfDevice(context.services, state);
  if (agentId === undefined) throw new AppError('DEVICE_WITHOUT_AGENT');
  if (command.kind !== 'newIdentity') {
    const devices = await clonesOf(context.services, agentId, id);
    if (devices.length > 0) throw new AppError('AGENT_CLONED', { details: { devices } });
    if (await context.agents.commands.mayRenew(agentId)) throw new AppError('AGENT_RENEWING');
  }
  const by = { ...telling, reason };
  const off = start && (await powerOf(context, id)) !== 'online';
  // Without a way to start it the command waits until somebody does.
  const started = off ? await context.waking.start(id, by) : undefined;
  const calls = started?.kind === 'accepted' ? [started] : [];
  const order =
    command.kind === 'inventory' && calls.length > 0 ? { ...command, thenShutdown: true as const } : command;
  const issued = await context.agents.commands.issue(agentId, order, { ...by, deviceId: id });
  const noted = note === undefined ? undefined : await addNote(context, id, note, telling);
  const outcomes = [outcomeOf([issued], dryRun), outcomeOf(calls, dryRun), ...(noted ? [noted] : [])];
  return {
    ...outcomes[0]!,
    events: outcomes.flatMap(({ events }) => events),
    position: Math.max(...outcomes.map(({ position }) => position)),
  };
}

/** `online`, or another word of the list; null: not in it. */
async function powerOf({ services }: ServerContext, id: string): Promise<unknown> {
  return (await services.read.get('devices.list', id))?.columns['online'] ?? null;
}

function addNote(
  context: ServerContext,
  id: string,
  text: string,
  telling: TellingContext,
): Promise<Outcome> {
  const note = context.services.ids.next();
  const act = { ...telling, expectedRevision: undefined };
  return onDevice(context, id, act, at => ({ type: 'AddNote', at, note, text }));
}

/** Commands go to computers that are managed. */
function requireManaged({ status, mergedInto }: DeviceState): void {
  if (status === 'ignored') throw new AppError('DEVICE_IGNORED');
  if (status === 'discovered') throw new AppError('DEVICE_DISCOVERED');
  if (status === 'merged') throw new AppError('DEVICE_MERGED', { details: { into: mergedInto } });
  if (status !== 'managed') throw new AppError('DEVICE_REMOVED');
}
