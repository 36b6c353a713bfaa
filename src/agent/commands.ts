import type { Logger } from 'pino';
import { ledgerCrypto } from '../../adapters/platform/index.ts';
import {
  judgeCommand,
  judgeSettings,
  type AgentSettings,
  type CommandFault,
  type SignedCommand,
} from '../../domain/agents/index.ts';
import type { ActBegun, ActEnd } from './acts/obey.ts';
import type { EnrolledIdentity } from './store/identity.ts';
import type { MemoryFile } from './store/memory.ts';
import type { Spool } from './store/spool.ts';

export interface CommandPorts {
  readonly identity: EnrolledIdentity;
  readonly memory: MemoryFile;
  readonly spool: Spool;
  readonly log: Logger;
  readonly now: () => Date;
  readonly obey: (command: SignedCommand) => Promise<ActBegun>;
  readonly apply: (settings: AgentSettings, since: string) => void;
}

const faultWords: Readonly<Record<CommandFault, string>> = {
  MALFORMED: 'it does not have the form of a command',
  FORGED: 'it is not signed with the key this agent has known since its enrolment',
  FOREIGN: 'it is meant for another agent',
  REPLAYED: 'it was taken before',
  REORDERED: 'a later command was taken already',
  EXPIRED: 'its time is over by the clock of this computer',
};

/** A server has no more waiting for one agent. */
const mostAtOnce = 100;

/** Takes what the server answered to the question for work, and believes nothing of it that is not signed. */
export class CommandTaker {
  readonly #ports: CommandPorts;

  constructor(ports: CommandPorts) {
    this.#ports = ports;
  }

  /** Before anything else: an agent that went down over a command says so, and does not do it again. */
  sayInterrupted(): void {
    const { memory } = this.#ports;
    const { inProgress } = memory.value;
    if (inProgress === null) return;
    this.answer(inProgress, {
      outcome: 'failed',
      code: 'INTERRUPTED',
      detail: 'the agent ended while it was at it; it is not done a second time',
    });
    memory.change({ inProgress: null });
  }

  async take(work: unknown): Promise<void> {
    const { commands, settings } = (work ?? {}) as Readonly<Record<string, unknown>>;
    this.#takeSettings(settings);
    if (!Array.isArray(commands)) return;
    for (const told of (commands as readonly unknown[]).slice(0, mostAtOnce)) await this.#takeOne(told);
  }

  #takeSettings(told: unknown): void {
    if (told === undefined) return;
    const { identity, memory, log, apply } = this.#ports;
    const judged = judgeSettings(told, this.#reader(), memory.value.settingsSince);
    if (typeof judged === 'string') {
      if (judged !== 'REORDERED') log.error({ fault: judged, server: identity.server }, 'settings refused');
      return;
    }
    apply(judged.settings, judged.issuedAt);
  }

  async #takeOne(told: unknown): Promise<void> {
    const { memory, log, now, obey } = this.#ports;
    const judged = judgeCommand(told, {
      ...this.#reader(),
      last: memory.value.lastSequence,
      now: now().toISOString(),
    });
    if (judged.kind === 'refused') {
      const { fault, sequence } = judged;
      log.error({ fault, sequence }, `command refused: ${faultWords[fault]}`);
      // What was taken before has its answer; what has no number can be given none.
      if (sequence !== null && fault !== 'REPLAYED' && fault !== 'REORDERED')
        this.answer(sequence, { outcome: 'refused', code: fault, detail: faultWords[fault] });
      return;
    }
    const { sequence, order } = judged.command;
    log.info({ sequence, kind: order.kind }, 'command taken');
    memory.change({ lastSequence: sequence, inProgress: sequence });
    const end = await obey(judged.command);
    if (end.outcome !== 'later') this.answer(sequence, end);
    memory.change({ inProgress: null });
  }

  #reader() {
    const { agentId, credential } = this.#ports.identity;
    return { agentId, key: credential.commandKey, verify: ledgerCrypto.verify };
  }

  /** Into the spool. */
  answer(sequence: number, end: ActEnd): void {
    const { spool, log, now } = this.#ports;
    const said =
      end.outcome === 'done'
        ? { outcome: end.outcome }
        : { outcome: end.outcome, code: end.code, detail: end.detail };
    if (end.outcome === 'failed') log.warn({ sequence, ...said }, 'command failed');
    spool.add({
      path: `/agents/commands/${sequence}/result`,
      contentType: 'application/json',
      at: now().toISOString(),
      body: Buffer.from(JSON.stringify(said)).toString('base64'),
    });
  }
}
