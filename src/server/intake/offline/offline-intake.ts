import { ledgerCrypto } from '../../../../adapters/platform/index.ts';
import { mostAheadMs, type EntryFault, type OfflineFile } from '../../../../domain/devices/index.ts';
import type { EventOf } from '../../../../domain/devices/index.ts';
import type { Installation } from '../../installation.ts';
import { AppError } from '../../errors/index.ts';
import { AskedForm } from '../../user-form/asked-form.ts';
import { checkEntered, enterThere } from '../../user-form/entering.ts';
import { Definitions } from '../../offline-tool/definitions.ts';
import type { IntakePorts } from '../contract.ts';
import type { RecordResult } from '../device-recorder.ts';
import type { ParsedInventory, Parser } from '../messages.ts';
import type { Recording } from '../recording.ts';
import type { EnteredOutcome, OfflineHandover, OfflineReceipt, OfflineRefusal } from './contract.ts';
import { readOfflineFile, type ReadOfflineFile } from './read-file.ts';

export type OfflinePorts = Pick<IntakePorts, 'clock' | 'credentials' | 'commands'> & {
  readonly installation: Pick<Installation, 'id'>;
};

/** Results of computers that have no line to the server, carried here as files. */
export class OfflineIntake {
  readonly #ports: OfflinePorts;
  readonly #parser: Parser;
  readonly #recording: Recording;
  readonly #definitions: Definitions;
  readonly #form: AskedForm;

  constructor(ports: OfflinePorts, parser: Parser, recording: Recording) {
    this.#ports = ports;
    this.#parser = parser;
    this.#recording = recording;
    this.#form = new AskedForm(ports.commands);
    this.#definitions = new Definitions(ports.commands, this.#form);
  }

  /** Takes one file in, or says what would come of it. A file is taken whole or refused whole. */
  async take(bytes: Uint8Array, handover: OfflineHandover): Promise<OfflineReceipt | OfflineRefusal> {
    const read = await readOfflineFile(bytes);
    if (read.kind === 'refused') return read;
    const { file } = read;
    const foreign = await this.#foreign(file);
    if (foreign !== undefined && !handover.foreign)
      return refusal('OFFLINE_FILE_FOREIGN', { installation: foreign, hostName: file.hostName });
    const signed = await this.#signed(read);
    if (typeof signed !== 'boolean') return signed;
    const times = this.#times(file);
    if ('kind' in times) return times;
    const content = Buffer.from(JSON.stringify(file.inventory));
    const outcome = await this.#parser.parse(content, 'application/json', undefined);
    if (outcome.kind === 'overloaded') return refusal('INTAKE_OVERLOADED');
    if (outcome.kind === 'refused' || outcome.parsed.message.kind !== 'inventory')
      return refusal('OFFLINE_FILE_DAMAGED', { reason: 'inventory' });
    const result = await this.#record(content, outcome.parsed.message, read, handover, {
      ...times,
      signed,
      foreign,
    });
    if (result.kind === 'refused') return notTaken(result.refusal.code, file);
    const receipt = receiptOf(result, file, times, {
      signed,
      foreign: foreign !== undefined,
      outdated: foreign === undefined && (await this.#outdated(file)),
      dryRun: handover.dryRun,
    });
    return { ...receipt, entered: await this.#enter(file, receipt.outcome, result.deviceId, handover) };
  }

  #record(
    bytes: Uint8Array,
    message: ParsedInventory,
    { file }: ReadOfflineFile,
    { actor, by, dryRun }: OfflineHandover,
    known: Times & { readonly signed: boolean; readonly foreign: string | undefined },
  ): Promise<RecordResult> {
    const { hostId, sequence, utcOffset, sha256 } = file;
    const { collectedAt, claimedAt, signed, foreign } = known;
    return this.#recording.carried({
      message,
      bytes,
      contentType: 'application/json',
      agentHeader: undefined,
      actor,
      delivery: 'offline',
      dryRun,
      collectedAt,
      // A name that nobody has vouched for is no more than what the inventory says.
      agentId: signed ? hostId : undefined,
      carried: {
        file: sha256,
        hostId,
        sequence,
        utcOffset,
        ...(claimedAt !== null && { claimedAt }),
        signed,
        by,
        ...(foreign !== undefined && { foreign }),
      },
    });
  }

  /** What the person entered before; what does not fit keeps nothing else from being recorded. */
  async #enter(
    { entered: said }: OfflineFile,
    outcome: OfflineReceipt['outcome'],
    deviceId: string,
    { actor, dryRun }: OfflineHandover,
  ): Promise<EnteredOutcome | null> {
    if (!said || outcome === 'known') return null;
    if (outcome === 'late') return { outcome: 'late', faults: [] };
    const asked = await this.#form.now();
    try {
      if (dryRun && outcome === 'registered') checkEntered(asked, said);
      else await enterThere(this.#ports, asked, { deviceId, actor, said, dryRun });
      return { outcome: 'recorded', faults: [] };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code !== 'DEVICE_FIELD_VALUE' && error.code !== 'DEVICE_IGNORED') throw error;
      return {
        outcome: 'refused',
        faults: (error.extras.details?.['faults'] ?? []) as readonly EntryFault[],
      };
    }
  }

  /** What an agent that is installed collects by itself was told it by the server. */
  async #outdated({ installation, definitions }: OfflineFile): Promise<boolean> {
    return installation !== null && this.#definitions.areNewerThan(definitions);
  }

  /** The other installation that the file was collected for. */
  async #foreign({ installation }: OfflineFile): Promise<string | undefined> {
    if (installation === null || installation === (await this.#ports.installation.id())) return undefined;
    return installation;
  }

  /** Who enrolled here signs, and nobody else speaks for it; of a stranger's signature nothing is known. */
  async #signed({ file, text }: ReadOfflineFile): Promise<boolean | OfflineRefusal> {
    const known = await this.#ports.credentials.get('agent', file.hostId);
    const publicKey = known?.details['publicKey'];
    if (typeof publicKey !== 'string') return false;
    if (file.signature !== null && ledgerCrypto.verify(publicKey, text, file.signature)) return true;
    return refusal('OFFLINE_FILE_FORGED', { hostName: file.hostName, hostId: file.hostId });
  }

  /** A clock that is ahead is believed to mean now, within a day. */
  #times({ collectedAt, hostName }: OfflineFile): Times | OfflineRefusal {
    const now = this.#ports.clock.now();
    const claimed = new Date(collectedAt).toISOString();
    const aheadMs = Date.parse(claimed) - Date.parse(now);
    if (aheadMs <= 0) return { collectedAt: claimed, claimedAt: null };
    if (aheadMs <= mostAheadMs) return { collectedAt: now, claimedAt: claimed };
    return refusal('OFFLINE_FILE_AHEAD', { hostName, collectedAt: claimed, now });
  }
}

interface Times {
  readonly collectedAt: string;
  readonly claimedAt: string | null;
}

function receiptOf(
  result: Extract<RecordResult, { kind: 'recorded' }>,
  { hostName, hostId, sequence, utcOffset }: OfflineFile,
  times: Times,
  {
    signed,
    foreign,
    outdated,
    dryRun,
  }: {
    readonly signed: boolean;
    readonly foreign: boolean;
    readonly outdated: boolean;
    readonly dryRun: boolean;
  },
): Omit<OfflineReceipt, 'entered'> {
  const { deviceId, events, position, managed } = result;
  const receipt = events.find(({ type }) => type === 'OfflineInventoryReceived');
  const said = receipt?.data as EventOf<'OfflineInventoryReceived'>['data'] | undefined;
  const outcome = said?.outcome ?? 'known';
  return {
    kind: 'received',
    outcome,
    deviceId: dryRun && outcome === 'registered' ? null : deviceId,
    hostName,
    hostId,
    sequence,
    ...times,
    utcOffset,
    newest: said?.newest ?? null,
    signed,
    foreign,
    outdated,
    managed,
    changes: events.filter(event => event !== receipt).map(({ type }) => type),
    position: dryRun ? null : position,
  };
}

function notTaken(code: string, { hostName }: OfflineFile): OfflineRefusal {
  return code === 'OFFLINE_FILE_UNSIGNED'
    ? refusal('OFFLINE_FILE_UNSIGNED', { hostName })
    : refusal('INVENTORY_REFUSED', { reason: code, hostName });
}

function refusal(code: OfflineRefusal['code'], details: OfflineRefusal['details'] = {}): OfflineRefusal {
  return { kind: 'refused', code, details };
}
