import {
  caseFile,
  caseStream,
  type CaseCommand,
  type CaseEvent,
  type CaseState,
} from '../../../../domain/operation-logs/index.ts';
import { readWholeStream, type StoredEvent } from '../../../../domain/kernel/index.ts';
import { caseFileOf, type CaseFile } from '../../../../projections/operation-logs/index.ts';
import { keeperOf } from '../../auth/built-in.ts';
import type { Principal } from '../../auth/principal.ts';
import { accepted, AppError } from '../../errors/index.ts';
import type { Services } from '../../services.ts';

type Ports = Pick<Services, 'clock' | 'commands' | 'events' | 'ids'>;

/** Case files, for their members. The command line on the machine itself sees all: its user could read the log anyway. */
export class Cases {
  readonly #ports: Ports;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Answers the id of the new case; who opens it is a member. */
  async open(
    principal: Principal,
    {
      title,
      purpose,
      members,
    }: { readonly title: string; readonly purpose: string; readonly members: readonly string[] },
  ) {
    const id = this.#ports.ids.next();
    const command = { type: 'OpenCase', title, purpose, members: [keeperOf(principal), ...members] } as const;
    return { id, result: await this.#handle(principal, id, command) };
  }

  /** @throws AppError CASE_UNKNOWN where there is none, or the caller is no member */
  async state(principal: Principal, id: string): Promise<CaseState & { readonly revision: number }> {
    const { state, revision } = await this.#ports.commands.load(caseStream(id), caseFile);
    if (!isMember(principal, state)) throw new AppError('CASE_UNKNOWN', { details: { id } });
    return { ...state, revision };
  }

  /** Whether the caller is a member. */
  async has(principal: Principal, id: string): Promise<boolean> {
    const { state } = await this.#ports.commands.load(caseStream(id), caseFile);
    return isMember(principal, state);
  }

  /** @throws AppError as `state`, and for what the decider refuses */
  async run(principal: Principal, id: string, command: CaseCommand) {
    await this.state(principal, id);
    return this.#handle(principal, id, command);
  }

  /** What it holds and its history, for a member; that they look is recorded first. */
  async read(
    principal: Principal,
    id: string,
  ): Promise<{ readonly state: CaseState; readonly file: CaseFile }> {
    const by = keeperOf(principal);
    await this.run(principal, id, { type: 'NoteCaseRead', by, at: this.#ports.clock.now() });
    const state = await this.state(principal, id);
    const events = (await readWholeStream(this.#ports.events, caseStream(id))) as (StoredEvent & CaseEvent)[];
    return { state, file: caseFileOf(events)! };
  }

  async #handle({ actor }: Principal, id: string, command: CaseCommand) {
    return accepted(await this.#ports.commands.handle(caseStream(id), caseFile, command, { actor }));
  }
}

function isMember(principal: Principal, { members }: Pick<CaseState, 'members'>): boolean {
  if (members.length === 0) return false;
  return principal.via === 'local' || members.includes(keeperOf(principal));
}
