import { agentConfigurations, configurationsStream } from '../../../domain/agents/index.ts';
import type {
  AgentConfigurations as Configurations,
  ConfigurationCommand,
  ConfigurationEvent,
  ConfigurationRefusal,
  PasswordKind,
} from '../../../domain/agents/index.ts';
import type { Actor, CommandResult, StoredEvent } from '../../../domain/kernel/index.ts';
import { assignmentsIn, type Assignments, type ViewFilters } from '../../../projections/agents/index.ts';
import type { AsOf } from '../../../projections/kernel/index.ts';
import { accepted, AppError } from '../errors/index.ts';
import type { Services } from '../services.ts';
import { hashAgentPassword } from './password-hash.ts';
import { viewFilters } from './view-filters.ts';

export type ConfigurationPorts = Pick<
  Services,
  'commands' | 'credentials' | 'events' | 'clock' | 'ids' | 'correlation' | 'read' | 'projections'
>;

export interface ConfigurationAct {
  readonly actor: Actor;
  readonly dryRun?: boolean;
  /** Of the act this belongs to; absent: an act of its own. */
  readonly correlationId?: string;
  /** Passwords by the id the command names them with. */
  readonly secrets?: ReadonlyMap<string, string>;
}

type Accepted = Extract<
  CommandResult<ConfigurationEvent, ConfigurationRefusal>,
  { readonly kind: 'accepted' }
>;

/** Agent configurations and their assignments as their stream says: nothing here comes from a read model. */
export class AgentConfigurations {
  readonly #ports: ConfigurationPorts;

  constructor(ports: ConfigurationPorts) {
    this.#ports = ports;
  }

  async load(): Promise<Configurations> {
    return (await this.#ports.commands.load(configurationsStream, agentConfigurations)).state;
  }

  /** As they stood at a moment. */
  async loadAt({ position = Infinity, time }: AsOf): Promise<Configurations> {
    let state = agentConfigurations.initial;
    for await (const batch of this.#ports.events.readStream(configurationsStream))
      for (const event of batch) {
        if (event.position > position || (time !== undefined && event.at > time)) return state;
        state = agentConfigurations.evolve(state, event as unknown as ConfigurationEvent);
      }
    return state;
  }

  /** Ready to be asked of devices; `asOf`: as of the moment `state` is of. */
  async assignments(state: Pick<Configurations, 'groups' | 'computers'>, asOf?: AsOf): Promise<Assignments> {
    return assignmentsIn(state, await this.viewFilters(asOf));
  }

  /** Who belongs to which shared view, in views as they are shared now. */
  viewFilters(asOf?: AsOf): Promise<ViewFilters> {
    const devices = this.#ports.read.definition('devices.list');
    return viewFilters(this.#ports, devices, Date.parse(asOf?.time ?? this.#ports.clock.now()));
  }

  /**
   * Passwords as a command names them: by new ids, under which their hashes are kept when it is accepted. Null stays:
   * nothing is asked any more.
   */
  named<Given extends string | null>(
    passwords: Readonly<Partial<Record<PasswordKind, Given | undefined>>>,
  ): {
    readonly passwords: Partial<Record<PasswordKind, Given>>;
    readonly secrets: ReadonlyMap<string, string>;
  } {
    const secrets = new Map<string, string>();
    const named: Partial<Record<PasswordKind, Given>> = {};
    for (const [kind, password] of Object.entries(passwords) as [PasswordKind, Given | undefined][]) {
      if (password === undefined) continue;
      const id = password === null ? null : this.#ports.ids.next();
      if (id !== null) secrets.set(id, password as string);
      named[kind] = id as Given;
    }
    return { passwords: named, secrets };
  }

  /** Refusals and conflicts are thrown as the errors they are on the wire. Answers the events and their act. */
  async execute(
    command: ConfigurationCommand,
    { actor, dryRun = false, correlationId = this.#ports.correlation(), secrets }: ConfigurationAct,
  ): Promise<Accepted & { readonly act: string }> {
    const { commands } = this.#ports;
    const before = await this.load();
    const keep = secrets && secrets.size > 0 ? { beforeAppend: () => this.#keep(secrets) } : {};
    const result = accepted(
      await commands.handle(configurationsStream, agentConfigurations, command, {
        actor,
        correlationId,
        dryRun,
        ...keep,
      }),
    );
    if (!dryRun && result.events.length > 0) await this.#forget(before);
    return { ...result, act: correlationId };
  }

  /** What the last command of an act recorded: of one that was undone, the undoing. The act is a correlation id. */
  async lastOf(act: string): Promise<readonly ConfigurationEvent[]> {
    const found: StoredEvent[] = [];
    for await (const batch of this.#ports.events.readStream(configurationsStream))
      found.push(...batch.filter(event => event.correlationId === act));
    const last = found.at(-1);
    if (!last) throw new AppError('AGENT_ACT_UNKNOWN', { details: { act } });
    const together = found.filter(({ causationId }) => causationId === last.causationId);
    return together as unknown as readonly ConfigurationEvent[];
  }

  async #keep(secrets: ReadonlyMap<string, string>): Promise<void> {
    for (const [id, password] of secrets)
      await this.#ports.credentials.create({
        kind: 'agent-configuration-password',
        id,
        secret: await hashAgentPassword(password),
        details: {},
        expiresAt: null,
      });
  }

  /** Hashes that no configuration names any more. */
  async #forget(before: Configurations): Promise<void> {
    const named = new Set(keptIn(await this.load()));
    for (const id of keptIn(before))
      if (!named.has(id)) await this.#ports.credentials.delete('agent-configuration-password', id);
  }
}

function keptIn({ configurations }: Configurations): string[] {
  return Object.values(configurations).flatMap(({ passwords }) => Object.values(passwords));
}
