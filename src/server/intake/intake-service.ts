import type { Actor } from '../../../domain/kernel/index.ts';
import type { Health } from '../contract.ts';
import { catalogue } from '../errors/index.ts';
import { AccessTokens } from './access-tokens.ts';
import type {
  ImportResult,
  IncomingBody,
  IntakeAnswer,
  IntakePorts,
  IntakeRefusal,
  IntakeReply,
} from './contract.ts';
import { IntakeCounters } from './counters.ts';
import { PendingAnswers } from './pending-answers.ts';
import { presentedBy, recognise, type Presented } from './credentials.ts';
import { EnrolmentService } from './enrolment-service.ts';
import type { OfflineHandover, OfflineReceipt, OfflineRefusal } from './offline/contract.ts';
import { OfflineIntake } from './offline/offline-intake.ts';
import type { Parsed, ParsedInventory, Parser } from './messages.ts';
import { ParserPool, type ParserPoolOptions } from './parser-pool.ts';
import { replayBodies, type ReplayOptions, type ReplayResult } from './replay.ts';
import type { OverRate } from '../rates/rate-buckets.ts';
import { Recording, type Recordable, type Recorded } from './recording.ts';
import { defaultRates, IntakeRates, type RateOptions } from './rate-limits.ts';
import {
  askedAgain,
  failure,
  notAdmitted,
  notManaged,
  overRate,
  unknownAction,
  unreadable,
} from './refusals.ts';

export interface IntakeOptions extends ParserPoolOptions {
  readonly rates?: RateOptions;
  /** Stands in front of the pool's parser. */
  readonly wrapParser?: ((parser: Parser) => Parser) | undefined;
}

/** Takes what agents send: who is it, what does it say, which device is it, what is new. */
export class IntakeService {
  readonly enrolment: EnrolmentService;
  readonly accessTokens: AccessTokens;
  readonly pending: PendingAnswers;
  readonly #ports: IntakePorts;
  readonly #pool: ParserPool;
  readonly #parser: Parser;
  readonly #recording: Recording;
  readonly #offline: OfflineIntake;
  readonly #counters = new IntakeCounters();
  readonly #rates: IntakeRates;

  constructor(ports: IntakePorts, options: IntakeOptions = {}) {
    this.#ports = ports;
    this.#pool = new ParserPool(options);
    this.#parser = options.wrapParser?.(this.#pool) ?? this.#pool;
    this.#recording = new Recording(ports);
    this.#offline = new OfflineIntake(ports, this.#parser, this.#recording);
    this.#rates = new IntakeRates(options.rates ?? defaultRates, ports.whiteboard, ports.clock);
    this.pending = new PendingAnswers(ports);
    this.enrolment = new EnrolmentService(ports);
    this.accessTokens = new AccessTokens(ports.credentials, ports.clock);
  }

  start(): Promise<void> {
    return this.#recording.start();
  }

  async stop(): Promise<void> {
    this.#recording.stop();
    await this.#pool.close();
    await this.#rates.stop();
  }

  authenticate(authorization: string | undefined): Promise<Presented | undefined> {
    return presentedBy(authorization, this.#ports.credentials, this.accessTokens);
  }

  recognise(user: string, secretHash: string): Promise<Presented | undefined> {
    return recognise(user, secretHash, this.#ports.credentials);
  }

  /** Whether an address may send one more message now. */
  async addressRefused(address: string): Promise<IntakeRefusal | undefined> {
    return this.#overRate(await this.#rates.fromAddress(address), 'address', address);
  }

  /** Whether a sender may, as far as it is known before its body is read. */
  async senderRefused(
    presented: Presented,
    claimedId: string | undefined,
    address: string,
  ): Promise<IntakeRefusal | undefined> {
    return this.#overRate(await this.#rates.fromSender(presented, claimedId, address), 'agent', address);
  }

  #overRate(
    over: OverRate | undefined,
    whose: 'agent' | 'address',
    address: string,
  ): IntakeRefusal | undefined {
    if (!over) return undefined;
    const refusal = overRate(over, whose);
    if (over.first) return this.#refuse(address, refusal);
    this.#counters.refusedAgain();
    return refusal;
  }

  health(): Health['intake'] {
    return this.#counters.snapshot(this.#pool.queued);
  }

  /** For refusals before a body was read. Texts of ours only. */
  noteRefusal(address: string, code: string, detail: string): void {
    this.#counters.refused({ at: this.#ports.clock.now(), address, code, detail });
  }

  async receive(presented: Presented, body: IncomingBody): Promise<IntakeAnswer> {
    this.#counters.received();
    const outcome = await this.#parser.parse(body.bytes, body.contentType, body.userAgent);
    if (outcome.kind !== 'parsed') {
      return { outcome: this.#refuse(body.address, unreadable(outcome)), format: null, coding: 'plain' };
    }
    const { parsed } = outcome;
    const { format, coding } = parsed;
    const answer = await this.#answer(presented, body, parsed).catch((error: unknown) =>
      this.#failed(error, body, parsed),
    );
    return {
      outcome: answer.kind === 'refused' ? this.#refuse(body.address, answer) : answer,
      format,
      coding,
    };
  }

  /** A person hands in a file that an agent wrote. Its facts are as old as it says. */
  async importBody(bytes: Uint8Array, contentType: string | undefined, actor: Actor): Promise<ImportResult> {
    this.#counters.received();
    const outcome = await this.#parser.parse(bytes, contentType, undefined);
    if (outcome.kind !== 'parsed') return this.#refuse(actor, unreadable(outcome));
    const { message } = outcome.parsed;
    if (message.kind !== 'inventory') return this.#refuse(actor, unknownAction);
    const delivery = 'offline';
    const result = await this.#recording.fromFile({
      message,
      bytes,
      contentType,
      agentHeader: undefined,
      actor,
      delivery,
    });
    if (result.kind === 'refused') return this.#refuse(actor, notManaged(result.refusal.code));
    const { deviceId, changed, revision, position } = result;
    this.#counters.recorded(changed ? 'changed' : 'unchanged');
    const registered = changed && revision === 0;
    return {
      kind: 'imported',
      deviceId,
      outcome: registered ? 'registered' : changed ? 'changed' : 'unchanged',
      position,
    };
  }

  /** A file of results of a computer that has no line to the server. */
  async takeOffline(bytes: Uint8Array, handover: OfflineHandover): Promise<OfflineReceipt | OfflineRefusal> {
    const taken = await this.#offline.take(bytes, handover);
    if (handover.dryRun) return taken;
    this.#counters.received();
    if (taken.kind === 'refused')
      this.noteRefusal(handover.actor, taken.code, catalogue[taken.code].title.en);
    else this.#counters.recorded(taken.changes.length > 0 ? 'changed' : 'unchanged');
    return taken;
  }

  /** Reads the newest kept body of each device again, after the parser was mended. */
  replayBodies(options: ReplayOptions = {}): Promise<ReplayResult> {
    return replayBodies(this.#ports, this.#parser, this.#recording, options);
  }

  #refuse<R extends IntakeRefusal>(address: string, refusal: R): R {
    this.noteRefusal(address, refusal.code, refusal.detail);
    return refusal;
  }

  async #answer(
    presented: Presented,
    body: IncomingBody,
    parsed: Parsed,
  ): Promise<IntakeReply | IntakeRefusal> {
    const { message } = parsed;
    if (message.kind === 'unknown') return unknownAction;
    const isInventory = message.kind === 'inventory';
    const deviceId = isInventory ? (message.claims.deviceId ?? '') : message.deviceId;
    const dialect = isInventory ? message.dialect : parsed.format === 'json' ? 'glpi' : 'ocs';
    const sender = { agentId: body.agentId ?? deviceId, deviceId, dialect, address: body.address };
    const admission = await this.enrolment.admit(presented, sender);
    if (admission.kind === 'refused') return notAdmitted(admission.reason);
    const { agentId } = admission;
    const over = await this.#rates.fromAgent(agentId);
    if (over) return overRate(over, 'agent');
    if (isInventory)
      return this.#answerInventory(
        await this.#recording.fromAgent(agentId, recordable(body, message, agentId)),
      );
    this.#recording.touch(agentId, message.kind === 'contact' ? message.agentVersion : null);
    return { kind: 'answered', to: message.kind, changed: false, position: null };
  }

  #answerInventory(recorded: Recorded): IntakeReply | IntakeRefusal {
    if (recorded.kind === 'refused') return notManaged(recorded.refusal.code);
    const changed = recorded.kind === 'recorded' && recorded.changed;
    this.#counters.recorded(changed ? 'changed' : 'unchanged');
    const position = recorded.kind === 'recorded' ? recorded.position : null;
    return { kind: 'answered', to: 'inventory', changed, position };
  }

  /** A full disk passes; a mistake of ours does not, so the body is kept and can be read again once it is mended. */
  async #failed(error: unknown, body: IncomingBody, { message }: Parsed): Promise<IntakeRefusal> {
    const passing = askedAgain(error);
    if (passing) return passing;
    const kept =
      message.kind === 'inventory'
        ? await this.#recording.keep(recordable(body, message, 'unknown')).catch(() => undefined)
        : undefined;
    this.#ports.log.error({ err: error, body: kept }, 'a message of an agent could not be handled');
    return failure(kept);
  }
}

function recordable(body: IncomingBody, message: ParsedInventory, agentId: string): Recordable {
  const { bytes, contentType, agentId: agentHeader, delayed, hungUp } = body;
  const delivery = delayed ? 'offline' : 'online';
  return { message, bytes, contentType, agentHeader, actor: `agent:${agentId}`, delivery, hungUp };
}
