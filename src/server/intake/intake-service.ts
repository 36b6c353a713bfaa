import type { Logger } from 'pino';
import type { Coding } from '../../../adapters/inventory/index.ts';
import type { InventoryReport } from '../../../domain/devices/index.ts';
import { usableKeys } from '../../../domain/devices/index.ts';
import {
  StoreUnavailableError,
  type BodyStore,
  type CredentialStore,
  type EventStore,
} from '../../../domain/kernel/index.ts';
import type { PresenceStore } from '../../../projections/kernel/index.ts';
import type { Health } from '../contract.ts';
import { AccessTokens } from './access-tokens.ts';
import { IntakeCounters } from './counters.ts';
import { presentedBy, recognise, type Presented } from './credentials.ts';
import { DeviceRecorder } from './device-recorder.ts';
import { EnrolmentService, type EnrolmentPorts } from './enrolment-service.ts';
import { KeyLock } from './key-lock.ts';
import { freeSpaceStays, RecentMap, type LastReport } from './memory.ts';
import type { Parsed, ParsedInventory } from './messages.ts';
import { ParserPool, type ParserPoolOptions } from './parser-pool.ts';

export interface IntakePorts extends EnrolmentPorts {
  readonly log: Logger;
  readonly events: Pick<EventStore, 'subscribe' | 'lastPosition'>;
  readonly bodies: Pick<BodyStore, 'put'>;
  readonly credentials: CredentialStore;
  readonly presence: Pick<PresenceStore, 'touch'>;
}

/** A message as it came over the wire, its sender not yet believed. */
export interface IncomingBody {
  readonly bytes: Uint8Array;
  readonly contentType: string | undefined;
  readonly userAgent: string | undefined;
  /** `GLPI-Agent-ID`, already known to be printable and short. */
  readonly agentId: string | undefined;
  readonly address: string;
}

/** Refusals by code; texts are ours and safe to answer. */
export interface IntakeRefusal {
  readonly kind: 'refused';
  readonly status: 400 | 401 | 403 | 413 | 429 | 500 | 501 | 503;
  readonly code: string;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
}

export interface IntakeReply {
  readonly kind: 'answered';
  /** What the message was; the routes word the answer in the agent's dialect. */
  readonly to: 'prolog' | 'contact' | 'inventory' | 'get-params';
  readonly changed: boolean;
  readonly position: number | null;
}

export interface IntakeAnswer {
  readonly outcome: IntakeReply | IntakeRefusal;
  /** Null where the body could not be read. */
  readonly format: 'json' | 'xml' | null;
  readonly coding: Coding;
}

/** Hours between reports that agents are told, and after which silence is noticed. */
export const reportEveryHours = 24;
const rememberedAgents = 100_000;

/** Takes what agents send: who is it, what does it say, which device is it, what is new. */
export class IntakeService {
  readonly enrolment: EnrolmentService;
  readonly accessTokens: AccessTokens;
  readonly #ports: IntakePorts;
  readonly #pool: ParserPool;
  readonly #recorder: DeviceRecorder;
  readonly #counters = new IntakeCounters();
  readonly #lock = new KeyLock();
  /** By agent and dialect. */
  readonly #lastReports = new RecentMap<LastReport>(rememberedAgents);
  readonly #deviceOfAgent = new RecentMap<string>(rememberedAgents);
  /** Newest revision of devices that changed since the start, whoever changed them. */
  readonly #revisions = new RecentMap<number>(rememberedAgents);
  readonly #stopping = new AbortController();

  constructor(ports: IntakePorts, options: ParserPoolOptions = {}) {
    this.#ports = ports;
    this.#pool = new ParserPool(options);
    this.#recorder = new DeviceRecorder(ports);
    this.enrolment = new EnrolmentService(ports);
    this.accessTokens = new AccessTokens(ports.credentials, ports.clock);
  }

  /** Follows the log, so that a device changed by somebody else is compared in full at its next report. */
  async start(): Promise<void> {
    const after = await this.#ports.events.lastPosition();
    void this.#follow(after).catch((error: unknown) => {
      if (!this.#stopping.signal.aborted)
        this.#ports.log.error({ err: error }, 'intake no longer follows the log');
    });
  }

  async #follow(after: number): Promise<void> {
    const { signal } = this.#stopping;
    for await (const message of this.#ports.events.subscribe(after, { categories: ['device'] }, signal)) {
      if (message.kind !== 'events') continue;
      for (const event of message.events)
        this.#revisions.set(event.stream.slice('device-'.length), event.revision);
    }
  }

  authenticate(authorization: string | undefined): Promise<Presented | undefined> {
    return presentedBy(authorization, this.#ports.credentials, this.accessTokens);
  }

  recognise(user: string, secretHash: string): Promise<Presented | undefined> {
    return recognise(user, secretHash, this.#ports.credentials);
  }

  health(): Health['intake'] {
    return this.#counters.snapshot(this.#pool.queued);
  }

  /** For refusals before a body was read. */
  noteRefusal(address: string, code: string, detail: string): void {
    this.#counters.refused({ at: this.#ports.clock.now(), address, code, detail });
  }

  async receive(presented: Presented, body: IncomingBody): Promise<IntakeAnswer> {
    this.#counters.received();
    const parsed = await this.#parse(body);
    if (parsed.kind === 'refused')
      return { outcome: this.#refuse(body, parsed), format: null, coding: 'plain' };
    const { format, coding } = parsed.parsed;
    const outcome = await this.#answer(presented, body, parsed.parsed).catch((error: unknown) =>
      this.#failed(error, body, parsed.parsed),
    );
    if (outcome.kind === 'refused') this.#refuse(body, outcome);
    return { outcome, format, coding };
  }

  async #parse(
    body: IncomingBody,
  ): Promise<IntakeRefusal | { readonly kind: 'parsed'; readonly parsed: Parsed }> {
    const outcome = await this.#pool.parse(body.bytes, body.contentType, body.userAgent);
    switch (outcome.kind) {
      case 'parsed':
        return outcome;
      case 'overloaded':
        return {
          kind: 'refused',
          status: 429,
          code: 'overloaded',
          detail: 'the server has more inventories than it can take now; try again later',
          retryAfterSeconds: 30,
        };
      case 'refused': {
        const { code, detail } = outcome;
        const tooMuch = code === 'body-too-large' || code === 'body-too-costly';
        return { kind: 'refused', status: tooMuch ? 413 : 400, code, detail };
      }
    }
  }

  /** A full disk passes; a mistake of ours does not, so the body is kept and can be read again once it is mended. */
  async #failed(error: unknown, body: IncomingBody, { message }: Parsed): Promise<IntakeRefusal> {
    if (error instanceof StoreUnavailableError) {
      const detail = 'the server cannot write now; nothing of the report was kept, send it again later';
      return { kind: 'refused', status: 503, code: `store-${error.reason}`, detail, retryAfterSeconds: 60 };
    }
    const kept =
      message.kind === 'inventory' ? await this.#keep(body, message).catch(() => undefined) : undefined;
    this.#ports.log.error({ err: error, body: kept }, 'a message of an agent could not be handled');
    const detail = kept
      ? `the report is kept as ${kept} and can be read again`
      : 'the server failed on this message';
    return { kind: 'refused', status: 500, code: 'internal', detail };
  }

  #keep(body: IncomingBody, message: ParsedInventory): Promise<string> {
    return this.#ports.bodies.put(message.redacted ?? body.bytes, keptContentType(message, body));
  }

  #refuse({ address }: IncomingBody, refusal: IntakeRefusal): IntakeRefusal {
    this.noteRefusal(address, refusal.code, refusal.detail);
    return refusal;
  }

  async #answer(
    presented: Presented,
    body: IncomingBody,
    parsed: Parsed,
  ): Promise<IntakeReply | IntakeRefusal> {
    const { message } = parsed;
    if (message.kind === 'unknown') {
      return {
        kind: 'refused',
        status: 501,
        code: 'action-unknown',
        detail: 'this server does not speak this kind of message',
      };
    }
    const deviceId = message.kind === 'inventory' ? (message.claims.deviceId ?? '') : message.deviceId;
    const dialect =
      message.kind === 'inventory' ? message.dialect : parsed.format === 'json' ? 'glpi' : 'ocs';
    const sender = { agentId: body.agentId ?? deviceId, deviceId, dialect, address: body.address };
    const admission = await this.enrolment.admit(presented, sender);
    if (admission.kind === 'refused') return notAdmitted(admission.reason);
    const { agentId } = admission;
    if (message.kind === 'inventory') return this.#record(agentId, body, message);
    this.#touch(agentId, dialect, message.kind === 'contact' ? message.agentVersion : null, null);
    return { kind: 'answered', to: message.kind, changed: false, position: null };
  }

  async #record(
    agentId: string,
    body: IncomingBody,
    message: ParsedInventory,
  ): Promise<IntakeReply | IntakeRefusal> {
    const memory = `${message.dialect} ${agentId}`;
    if (this.#saysTheSame(memory, message)) {
      this.#counters.recorded('unchanged');
      this.#touch(agentId, message.dialect, message.agentVersion, message.collectedAt ?? null);
      return { kind: 'answered', to: 'inventory', changed: false, position: null };
    }
    const report = JSON.parse(Buffer.from(message.report).toString()) as InventoryReport;
    const claims = body.agentId === undefined ? report.claims : { ...report.claims, agentId };
    const result = await this.#lock.run([`agent ${agentId}`, ...usableKeys(claims).keys], () =>
      this.#recorder.record({
        report: { ...report, claims },
        actor: `agent:${agentId}`,
        delivery: 'online',
        lastDevice: this.#deviceOfAgent.get(memory),
        keepBody: () => this.#keep(body, message),
      }),
    );
    if (result.kind === 'refused') {
      return {
        kind: 'refused',
        status: 403,
        code: result.refusal.code,
        detail: 'the device is not under management',
      };
    }
    const { deviceId, revision, position, changed } = result;
    this.#deviceOfAgent.set(memory, deviceId);
    this.#lastReports.set(memory, { deviceId, hash: message.hash, free: message.free, revision });
    this.#touch(agentId, message.dialect, message.agentVersion, message.collectedAt ?? null);
    this.#counters.recorded(changed ? 'changed' : 'unchanged');
    return { kind: 'answered', to: 'inventory', changed, position };
  }

  /** The report was compared before and the device is as it was then. */
  #saysTheSame(memory: string, message: ParsedInventory): boolean {
    const last = this.#lastReports.get(memory);
    if (!last || last.hash !== message.hash || !freeSpaceStays(last.free, message.free)) return false;
    return (this.#revisions.get(last.deviceId) ?? -1) <= last.revision;
  }

  #touch(
    agentId: string,
    dialect: InventoryReport['dialect'],
    agentVersion: string | null,
    collectedAt: string | null,
  ): void {
    const deviceId = this.#deviceOfAgent.get(`${dialect} ${agentId}`);
    if (deviceId === undefined) return;
    const now = Date.parse(this.#ports.clock.now());
    this.#ports.presence.touch({
      deviceId,
      lastContactAt: now,
      protocol: dialect,
      agentVersion,
      expectedEverySeconds: reportEveryHours * 3_600,
      clockSkewSeconds: collectedAt === null ? null : Math.round((Date.parse(collectedAt) - now) / 1_000),
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#pool.close();
  }
}

/** Enough to read the kept body again as it was read the first time. */
function keptContentType(message: ParsedInventory, body: IncomingBody): string {
  const type =
    message.redacted === undefined
      ? (body.contentType ?? 'application/octet-stream')
      : 'text/plain; charset=utf-8';
  const bare = type.replace(/[^ -~]/g, '').slice(0, 100);
  return body.agentId === undefined ? bare : `${bare}; agent=${encodeURIComponent(body.agentId)}`;
}

const admissionTexts = {
  conflict: {
    code: 'agent-identity-conflict',
    detail: 'this credential does not belong to the agent named in the message',
  },
  revoked: { code: 'agent-revoked', detail: 'the credential of this agent was revoked' },
  token: {
    code: 'enrolment-token-ended',
    detail: 'the enrolment token has expired, is used up or was revoked',
  },
} as const;

function notAdmitted(reason: keyof typeof admissionTexts): IntakeRefusal {
  return { kind: 'refused', status: reason === 'token' ? 401 : 403, ...admissionTexts[reason] };
}
