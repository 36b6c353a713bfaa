import { createHash } from 'node:crypto';
import {
  agentCommands,
  goodForSeconds,
  isTold,
  type AgentCommandEvent,
  type AgentCommandRefusal,
  type AgentCommandsCommand,
  type AgentCommandsState,
  type AgentOrder,
  type SignedCommand,
  type UpdateOrder,
} from '../../../domain/agents/index.ts';
import {
  readWholeStream,
  type Actor,
  type Clock,
  type CommandHandler,
  type CommandResult,
  type EventStore,
  type StoredEvent,
} from '../../../domain/kernel/index.ts';
import type { CommandKeys } from './command-key.ts';

export interface CommandServicePorts {
  readonly commands: CommandHandler;
  readonly events: Pick<EventStore, 'readStream'>;
  readonly clock: Clock;
  readonly keys: CommandKeys;
  /** Streams of commands among others; it may be a moment late. */
  readonly followed: Pick<CommandHandler, 'load'>;
}

export interface IssueContext {
  readonly deviceId: string;
  readonly actor: Actor;
  readonly reason?: string | undefined;
  readonly correlationId?: string;
  readonly dryRun?: boolean;
}

export type Issued = CommandResult<AgentCommandEvent, AgentCommandRefusal>;

/** How a command went, as the agent says. */
export type CommandEnd =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'failed' | 'refused'; readonly code: string; readonly detail: string };

/** How often a sequence is asked for anew where several issue at once. */
const mostTries = 10;

/** One stream for each agent. */
export const commandCategory = 'command';

export function commandStream(agentId: string): string {
  return `${commandCategory}-${createHash('sha256').update(agentId).digest('hex').slice(0, 32)}`;
}

/** Commands to agents: signed, put in order, and what became of them. */
export class CommandService {
  readonly #ports: CommandServicePorts;

  constructor(ports: CommandServicePorts) {
    this.#ports = ports;
  }

  /** Answers no events where the agent has the same to do already. */
  async issue(agentId: string, order: AgentOrder, context: IssueContext): Promise<Issued> {
    const { commands, clock, keys } = this.#ports;
    const { deviceId, actor, reason, correlationId, dryRun = false } = context;
    const stream = commandStream(agentId);
    for (let tries = 1; ; tries++) {
      const { state } = await commands.load(stream, agentCommands);
      const issuedAt = clock.now();
      const expiresAt = new Date(Date.parse(issuedAt) + goodForSeconds[order.kind] * 1_000).toISOString();
      const command = await keys.command({ agentId, sequence: state.last + 1, issuedAt, expiresAt, order });
      const wanted: AgentCommandsCommand = {
        type: 'Issue',
        deviceId,
        command,
        ...(reason === undefined ? {} : { reason }),
      };
      const result = await commands.handle(stream, agentCommands, wanted, {
        actor,
        dryRun,
        ...(correlationId !== undefined && { correlationId }),
      });
      const late = result.kind === 'refused' && result.refusal.code === 'AGENT_COMMAND_OUT_OF_TURN';
      if (!late || tries === mostTries) return result;
    }
  }

  /**
   * What the agent has still to do beyond `after`, in order; what has run out is ended first. `nudged`: the newest
   * command it was nudged for, by a server that may have heard of it before this one.
   */
  async waiting(agentId: string, after: number, nudged = 0): Promise<readonly SignedCommand[]> {
    const { commands, clock, events, followed } = this.#ports;
    const stream = commandStream(agentId);
    let before = await followed.load(stream, agentCommands);
    if (before.state.last < nudged) before = await commands.load(stream, agentCommands);
    const now = clock.now();
    if (Object.keys(before.state.open).length === 0 && !renewalOf(before.state, now)) return [];
    const expire: AgentCommandsCommand = { type: 'Expire', now };
    await commands.handle(stream, agentCommands, expire, { actor: 'system:agents' });
    const { state } = await commands.load(stream, agentCommands);
    const wanted = new Set(Object.keys(state.open).map(Number));
    // The first of several machines with one identity has answered; the others are to hear of it too.
    if (renewalOf(state, now)) wanted.add(state.renewal!.sequence);
    for (const sequence of wanted) if (sequence <= after) wanted.delete(sequence);
    if (wanted.size === 0) return [];
    const found: SignedCommand[] = [];
    for (const event of await readWholeStream(events, stream)) {
      if (event.type !== 'AgentCommandIssued') continue;
      const { command } = event.data as { readonly command: SignedCommand };
      if (wanted.has(command.sequence)) found.push(command);
    }
    return found;
  }

  /** Whether the agent was told of this update before, whatever came of it. */
  async isTold(agentId: string, order: UpdateOrder): Promise<boolean> {
    const { state } = await this.#ports.commands.load(commandStream(agentId), agentCommands);
    return isTold(order, state);
  }

  /** Whether the agent was told, not long ago, to enrol as another. */
  async mayRenew(agentId: string): Promise<boolean> {
    const { state } = await this.#ports.commands.load(commandStream(agentId), agentCommands);
    return renewalOf(state, this.#ports.clock.now());
  }

  /** Whether the server has told the agent to uninstall itself. */
  async wasToldToGo(agentId: string): Promise<boolean> {
    const told = await this.history(agentId);
    return told.some(
      ({ type, data }) =>
        type === 'AgentCommandIssued' &&
        (data as { readonly command: SignedCommand }).command.order.kind === 'uninstall',
    );
  }

  end(agentId: string, sequence: number, end: CommandEnd): Promise<Issued> {
    const command: AgentCommandsCommand =
      end.outcome === 'done' ? { type: 'Complete', sequence } : { type: 'Fail', sequence, ...end };
    return this.#ports.commands.handle(commandStream(agentId), agentCommands, command, {
      actor: `agent:${agentId}`,
    });
  }

  /** Everything the agent was told and answered, oldest first. */
  history(agentId: string): Promise<readonly StoredEvent[]> {
    return readWholeStream(this.#ports.events, commandStream(agentId));
  }
}

function renewalOf({ renewal }: AgentCommandsState, now: string): boolean {
  return renewal !== null && Date.parse(renewal.expiresAt) > Date.parse(now);
}
