import { type CommandKey, type EnrolmentClaim, enrolmentText } from '../../../domain/agents/index.ts';
import {
  enrolledAgent,
  enrolmentToken,
  type AgentCommand,
  type EnrolmentRefusal,
  type EnrolmentTokenCommand,
} from '../../../domain/devices/index.ts';
import type { Actor, Refusal } from '../../../domain/kernel/index.ts';
import type { LedgerCrypto } from '../../../domain/system/index.ts';
import { hashSecret, newSecret } from '../auth/secrets.ts';
import { AppError } from '../errors/index.ts';
import { agentStream, type Presented } from '../intake/credentials.ts';
import { tokenStream, type EnrolmentPorts } from '../intake/enrolment-service.ts';
import type { InstallationSets } from './installations.ts';
import type { CommandKeys } from './command-key.ts';

/** What an agent gets for its token. */
export interface Enrolled {
  readonly kind: 'enrolled';
  /** Its own secret; told this once. */
  readonly secret: string;
  readonly commandKey: CommandKey;
}

interface Refused {
  readonly kind: 'refused';
  readonly refusal: Refusal<EnrolmentRefusal | 'AGENT_PROOF_INVALID' | 'AGENT_RENEWAL_NOT_ASKED'>;
}
type Outcome = Enrolled | Refused;

export interface AgentEnrolmentPorts extends EnrolmentPorts {
  readonly keys: CommandKeys;
  readonly verify: LedgerCrypto['verify'];
  readonly sets: Pick<InstallationSets, 'ofToken' | 'requireOpen'>;
  /** Whether this agent was told to make another identity. */
  readonly mayRenew: (agentId: string) => Promise<boolean>;
}

/** On whose word an agent enrols. */
interface Voucher {
  readonly tokenId: string;
  readonly actor: Actor;
  /** Each agent uses a token once; an agent that becomes another uses none. */
  readonly usesToken: boolean;
}

/** Enrolment of Muster's own agents: a token is exchanged for a secret that only this agent has. */
export class AgentEnrolment {
  readonly #ports: AgentEnrolmentPorts;

  constructor(ports: AgentEnrolmentPorts) {
    this.#ports = ports;
  }

  /**
   * `proof` is the claim's signature with the key it names. Who enrols again with the same host ID and key, because
   * no answer came, gets another secret and uses the token no second time. An agent that was told to make another
   * identity shows its own secret instead of a token.
   */
  async enrol(presented: Presented, claim: EnrolmentClaim, proof: string, address: string): Promise<Outcome> {
    const { credentials, commands, verify } = this.#ports;
    if (!verify(claim.publicKey, enrolmentText(claim), proof))
      return refused('AGENT_PROOF_INVALID', claim.agentId);
    const { agentId } = claim;
    const voucher = await this.#voucherOf(presented);
    if (!voucher) return refused('AGENT_RENEWAL_NOT_ASKED', agentId);
    const known = await credentials.get('agent', agentId);
    if (known && known.details['publicKey'] !== claim.publicKey)
      return this.#taken(voucher, agentId, address);
    const { state } = await commands.load(agentStream(agentId), enrolledAgent);
    if (state.credential === 'revoked') return refused('AGENT_REVOKED', agentId);
    if (voucher.usesToken) {
      const set = await this.#ports.sets.ofToken(voucher.tokenId);
      // No computer shall work silently by other settings than it was installed for.
      if (set && !set.revoked) await this.#ports.sets.requireOpen(set);
    }
    const refusal = (await this.#useToken(voucher, agentId)) ?? (await this.#record(voucher, agentId));
    return refusal ? { kind: 'refused', refusal } : this.#issue(voucher, claim);
  }

  async #voucherOf(presented: Presented): Promise<Voucher | undefined> {
    if (presented.kind === 'token') {
      const { tokenId } = presented;
      return { tokenId, actor: `token:${tokenId}`, usesToken: true };
    }
    const { agentId } = presented;
    const known = await this.#ports.credentials.get('agent', agentId);
    const tokenId = known?.details['tokenId'];
    if (typeof tokenId !== 'string' || !(await this.#ports.mayRenew(agentId))) return undefined;
    return { tokenId, actor: `agent:${agentId}`, usesToken: false };
  }

  async #useToken(
    { tokenId, actor, usesToken }: Voucher,
    agentId: string,
  ): Promise<Refusal<EnrolmentRefusal> | undefined> {
    if (!usesToken) return undefined;
    const { commands, clock, ids } = this.#ports;
    const use: EnrolmentTokenCommand = { kind: 'use', agentId, now: clock.now() };
    const commandId = ids.from(`enrol ${tokenId} ${agentId}`);
    const used = await commands.handle(tokenStream(tokenId), enrolmentToken, use, {
      commandId,
      actor,
    });
    // Hundreds of computers that come with one token at the same moment: whoever was not lucky comes again.
    if (used.kind === 'conflict') throw new AppError('TOO_MANY_REQUESTS', { retryAfter: 1 });
    return used.kind === 'refused' ? used.refusal : undefined;
  }

  async #record(
    { tokenId, actor }: Voucher,
    agentId: string,
  ): Promise<Refusal<EnrolmentRefusal> | undefined> {
    const { commands } = this.#ports;
    const steps: readonly AgentCommand[] = [
      { kind: 'enrol', agentId, tokenId, dialect: 'muster', credentialLost: true },
      { kind: 'issue', agentId },
    ];
    for (const step of steps) {
      const done = await commands.handle(agentStream(agentId), enrolledAgent, step, { actor });
      if (done.kind === 'refused') return done.refusal;
      if (done.kind === 'conflict') throw new Error('an agent was enrolled by several at once');
    }
    return undefined;
  }

  async #issue({ tokenId }: Voucher, { agentId, publicKey }: EnrolmentClaim): Promise<Enrolled> {
    const { credentials, clock, keys } = this.#ports;
    const commandKey = await keys.publicKey();
    const secret = newSecret('msa');
    const details = { agentId, tokenId, dialect: 'muster', publicKey, enrolledAt: clock.now() };
    await credentials.put({
      kind: 'agent',
      id: agentId,
      secret: hashSecret(secret),
      details,
      expiresAt: null,
    });
    return { kind: 'enrolled', secret, commandKey };
  }

  /** Somebody else's host ID: recorded for its owner, and refused. */
  async #taken({ actor }: Voucher, agentId: string, address: string): Promise<Outcome> {
    const { commands, clock } = this.#ports;
    const conflict: AgentCommand = {
      kind: 'conflict',
      agentId,
      presented: actor,
      claimed: agentId,
      address,
      now: clock.now(),
    };
    await commands.handle(agentStream(agentId), enrolledAgent, conflict, { actor });
    return refused('AGENT_ENROLLED_OTHERWISE', agentId);
  }
}

function refused(code: Refused['refusal']['code'], agentId: string): Refused {
  return { kind: 'refused', refusal: { code, details: { agentId } } };
}
