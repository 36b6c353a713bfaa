import {
  enrolledAgent,
  enrolmentToken,
  type AgentCommand,
  type EnrolmentTokenCommand,
  type EnrolmentTokenState,
  type AgentDialect,
} from '../../../domain/devices/index.ts';
import type {
  Actor,
  Clock,
  CommandHandler,
  CredentialStore,
  Ids,
  Refusal,
} from '../../../domain/kernel/index.ts';
import { hashSecret, newSecret } from '../auth/secrets.ts';
import { agentStream, ownerOf, type Presented } from './credentials.ts';

export interface EnrolmentPorts {
  readonly commands: CommandHandler;
  readonly credentials: CredentialStore;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Who sends a message, as the message says. */
export interface Sender {
  /** `GLPI-Agent-ID` where there is one, otherwise the deviceid. */
  readonly agentId: string;
  readonly deviceId: string;
  readonly dialect: AgentDialect;
  readonly address: string;
}

export type Admission =
  | { readonly kind: 'admitted'; readonly agentId: string }
  | { readonly kind: 'refused'; readonly reason: 'conflict' | 'revoked' | 'token' };

export interface TokenEntry extends EnrolmentTokenState {
  readonly id: string;
}

/** Tokens, and agents that use them. Secrets are kept as hashes; what they mean is decided by the domain. */
export class EnrolmentService {
  readonly #ports: EnrolmentPorts;

  constructor(ports: EnrolmentPorts) {
    this.#ports = ports;
  }

  /**
   * Whether this secret may speak for this agent. First sight of an agent with a good token uses the token once
   * and makes its secret the agent's own.
   */
  async admit(presented: Presented, sender: Sender): Promise<Admission> {
    const { credentials } = this.#ports;
    if (presented.kind === 'agent') {
      const mine = presented.agentId === sender.agentId || presented.agentId === sender.deviceId;
      if (!mine) return this.#conflict(presented.agentId, presented, sender.agentId, sender.address);
      return this.#pinNames(presented, presented.agentId, sender);
    }
    const own = await credentials.get('agent', sender.agentId);
    if (own) {
      const agentId = ownerOf(own);
      if (own.secret !== presented.secretHash)
        return this.#conflict(agentId, presented, sender.agentId, sender.address);
      return this.#pinNames(presented, agentId, sender);
    }
    return this.#enrol(presented, sender);
  }

  async #enrol(presented: Extract<Presented, { kind: 'token' }>, sender: Sender): Promise<Admission> {
    const { commands, credentials, clock, ids } = this.#ports;
    const { agentId, dialect } = sender;
    const { tokenId, secretHash } = presented;
    const taken = await this.#takenName(agentId, sender.deviceId, secretHash);
    if (taken !== undefined) return this.#conflict(taken, presented, agentId, sender.address);
    const { state } = await commands.load(agentStream(agentId), enrolledAgent);
    if (state.credential === 'revoked') return { kind: 'refused', reason: 'revoked' };

    const use: EnrolmentTokenCommand = { kind: 'use', agentId, now: clock.now() };
    const actor: Actor = `token:${tokenId}`;
    // Named after the agent: asked again after a crash, it is the same use.
    const commandId = ids.from(`enrol ${tokenId} ${agentId}`);
    const used = await commands.handle(tokenStream(tokenId), enrolmentToken, use, { commandId, actor });
    if (used.kind !== 'accepted') return { kind: 'refused', reason: 'token' };

    const enrol: AgentCommand = { kind: 'enrol', agentId, tokenId, dialect, credentialLost: true };
    const context = { actor, causationId: commandId };
    const enrolled = await commands.handle(agentStream(agentId), enrolledAgent, enrol, context);
    if (enrolled.kind !== 'accepted') return { kind: 'refused', reason: 'revoked' };
    const details = { agentId, tokenId, dialect, enrolledAt: clock.now() };
    const created = await credentials.create({
      kind: 'agent',
      id: agentId,
      secret: secretHash,
      details,
      expiresAt: null,
    });
    // Someone else was first in this very moment: then that one's secret counts.
    if (!created) return this.admit(presented, sender);
    return this.#pinNames(presented, agentId, sender);
  }

  /** The owner of the message's deviceid, where that is another agent with another secret. */
  async #takenName(agentId: string, deviceId: string, secretHash: string): Promise<string | undefined> {
    if (deviceId === agentId) return undefined;
    const other = await this.#ports.credentials.get('agent', deviceId);
    return other && other.secret !== secretHash ? ownerOf(other) : undefined;
  }

  /** Both names of a GLPI agent are bound to it, so that another agent cannot report under its deviceid. */
  async #pinNames(presented: Presented, agentId: string, sender: Sender): Promise<Admission> {
    const { credentials, clock } = this.#ports;
    for (const name of new Set([sender.agentId, sender.deviceId])) {
      const known = await credentials.get('agent', name);
      if (known) {
        if (ownerOf(known) !== agentId && known.secret !== presented.secretHash) {
          return this.#conflict(agentId, presented, name, sender.address);
        }
      } else {
        const details = { agentId, dialect: sender.dialect, enrolledAt: clock.now() };
        await credentials.create({
          kind: 'agent',
          id: name,
          secret: presented.secretHash,
          details,
          expiresAt: null,
        });
      }
    }
    return { kind: 'admitted', agentId };
  }

  async #conflict(
    agentId: string,
    presented: Presented,
    claimed: string,
    address: string,
  ): Promise<Admission> {
    const { commands, clock } = this.#ports;
    const shown =
      presented.kind === 'token'
        ? (`token:${presented.tokenId}` as const)
        : (`agent:${presented.agentId}` as const);
    const command: AgentCommand = {
      kind: 'conflict',
      agentId,
      presented: shown,
      claimed,
      address,
      now: clock.now(),
    };
    await commands.handle(agentStream(agentId), enrolledAgent, command, {
      actor: shown,
    });
    return { kind: 'refused', reason: 'conflict' };
  }

  /** The secret is answered once and never again. */
  async createToken(
    request: {
      readonly note: string;
      readonly uses: number;
      readonly expiresAt: string;
      /** The installation set it is for. */
      readonly set?: string;
    },
    actor: Actor,
  ): Promise<
    | {
        readonly kind: 'created';
        readonly tokenId: string;
        readonly secret: string;
        readonly position: number;
      }
    | { readonly kind: 'refused'; readonly refusal: Refusal }
  > {
    const { commands, clock, ids } = this.#ports;
    const tokenId = ids.next();
    const command: EnrolmentTokenCommand = { kind: 'create', tokenId, ...request, now: clock.now() };
    const result = await commands.handle(tokenStream(tokenId), enrolmentToken, command, {
      actor,
    });
    if (result.kind === 'refused') return result;
    if (result.kind === 'conflict') throw new Error('a fresh id met an existing stream');
    return { kind: 'created', tokenId, secret: await this.newSecretOf(tokenId), position: result.position };
  }

  /** Another secret of a token: uses, end and revocation are those of the token, whichever is shown. */
  async newSecretOf(tokenId: string): Promise<string> {
    const secret = newSecret('mse');
    const id = hashSecret(secret);
    const details = { tokenId };
    // Without expiry: agents that enrolled with it go on using the secret after the token has ended.
    await this.#ports.credentials.put({
      kind: 'enrolment-token',
      id,
      secret: id,
      details,
      expiresAt: null,
    });
    return secret;
  }

  /** Oldest first. */
  async tokens(): Promise<readonly TokenEntry[]> {
    const { commands, credentials } = this.#ports;
    const ids = (await credentials.list('enrolment-token'))
      .map(one => one.details['tokenId'])
      .filter(id => typeof id === 'string');
    const entries = await Promise.all(
      [...new Set(ids)].map(async id => ({
        id,
        ...(await commands.load(tokenStream(id), enrolmentToken)).state,
      })),
    );
    return entries.sort((one, two) => (one.id < two.id ? -1 : 1));
  }

  async revokeToken(tokenId: string, actor: Actor): ReturnType<EnrolmentService['issueCredential']> {
    const { commands } = this.#ports;
    const result = await commands.handle(tokenStream(tokenId), enrolmentToken, { kind: 'revoke' }, { actor });
    return result.kind === 'refused' ? result : { kind: 'done', secret: null };
  }

  async issueCredential(
    agentId: string,
    actor: Actor,
  ): Promise<
    | { readonly kind: 'done'; readonly secret: string | null }
    | { readonly kind: 'refused'; readonly refusal: Refusal }
  > {
    const { commands, credentials, clock } = this.#ports;
    const result = await commands.handle(
      agentStream(agentId),
      enrolledAgent,
      { kind: 'issue', agentId },
      { actor },
    );
    if (result.kind === 'refused') return result;
    await this.#forget(agentId);
    const secret = newSecret('msa');
    const details = { agentId, enrolledAt: clock.now() };
    await credentials.put({
      kind: 'agent',
      id: agentId,
      secret: hashSecret(secret),
      details,
      expiresAt: null,
    });
    return { kind: 'done', secret };
  }

  async revokeCredential(agentId: string, actor: Actor): ReturnType<EnrolmentService['issueCredential']> {
    const { commands } = this.#ports;
    const result = await commands.handle(agentStream(agentId), enrolledAgent, { kind: 'revoke' }, { actor });
    if (result.kind === 'refused') return result;
    await this.#forget(agentId);
    return { kind: 'done', secret: null };
  }

  /** All names of the agent. */
  async #forget(agentId: string): Promise<void> {
    const { credentials } = this.#ports;
    for (const one of await credentials.list('agent'))
      if (ownerOf(one) === agentId) await credentials.delete('agent', one.id);
  }
}

export function tokenStream(tokenId: string): string {
  return `enrolment-${tokenId}`;
}
