import type { AgentCommandEvent } from './command-events.ts';
import type { AgentOrder, UpdateOrder } from './orders.ts';

/** An update that an agent was told of. */
export interface ToldUpdate {
  readonly sequence: number;
  readonly deviceId: string;
  /** The order it was part of. */
  readonly update: string;
  readonly version: string;
}

interface Told {
  readonly agentId: string;
  readonly updates: readonly ToldUpdate[];
}

/** Of one agent; older ones are in the log. */
const updatesKept = 20;

export function withUpdate(
  { updates }: Told,
  told: Omit<ToldUpdate, 'update' | 'version'>,
  order: UpdateOrder,
) {
  const { update, package: offered } = order;
  return [...updates, { ...told, update, version: offered.version }].slice(-updatesKept);
}

/** An agent is told of each update once, whatever came of it. */
export function isTold(order: AgentOrder, { updates }: Told): boolean {
  return order.kind === 'update' && updates.some(({ update }) => update === order.update);
}

/** What the end of a command means for the device, where it was to update its agent. */
export function updated(sequence: number, state: Told): AgentCommandEvent[] {
  const told = state.updates.find(each => each.sequence === sequence);
  return told ? [{ type: 'AgentUpdated', data: { agentId: state.agentId, ...told } }] : [];
}

export function updateFailed(
  sequence: number,
  state: Told,
  end: Pick<
    Extract<AgentCommandEvent, { readonly type: 'AgentUpdateFailed' }>['data'],
    'outcome' | 'code' | 'detail'
  >,
): Extract<AgentCommandEvent, { readonly type: 'AgentUpdateFailed' }>[] {
  const told = state.updates.find(each => each.sequence === sequence);
  return told ? [{ type: 'AgentUpdateFailed', data: { agentId: state.agentId, ...told, ...end } }] : [];
}
