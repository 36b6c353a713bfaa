import {
  collectionOf,
  operationLogConfiguration,
  operationLogReading,
  operationLogReadsStream,
  operationLogSettingsStream,
  type BatchFault,
  type CollectionSettings,
  type OperationLogSettings,
  type OperationQuestion,
} from '../../../domain/operation-logs/index.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import { OperationsRefused, type OperationStore } from '../../../projections/operation-logs/index.ts';
import type { Principal } from '../auth/principal.ts';
import { accepted, AppError } from '../errors/index.ts';
import type { Services } from '../services.ts';
import { OperationIntake, type BatchAnswer, type RawUpload } from './intake.ts';
import { OperationKeeper } from './keeper.ts';
import { KeptSettings } from './kept-settings.ts';
import { UploadsUnderWay } from './uploads-under-way.ts';

const retryAfter = 60;
/** Where too much is under way: that is over in seconds. */
const retrySoon = 5;
/** Bytes of uploads between their first byte and their answer. */
const mostBytesUnderWay = 64 * 1024 * 1024;

/** Operation logs: what is recorded, taken, looked at, and by whom. */
export class OperationLogs {
  /** Null where nothing is kept. */
  readonly keeper: OperationKeeper | null;
  readonly settings: KeptSettings;
  readonly #services: Pick<Services, 'clock' | 'commands'>;
  readonly #underWay = new UploadsUnderWay(mostBytesUnderWay);
  readonly #store: OperationStore | null;
  readonly #intake: OperationIntake | null;

  /** Without a store nothing can be taken or read. */
  constructor(
    services: Pick<Services, 'clock' | 'commands' | 'events' | 'log'>,
    store: OperationStore | null,
  ) {
    this.#services = services;
    this.#store = store;
    this.#intake = store && new OperationIntake(services, store);
    this.settings = new KeptSettings(services);
    this.keeper =
      store && new OperationKeeper(services, store, async () => (await this.settings.load()).settings.days);
  }

  get store(): OperationStore {
    if (!this.#store) throw new AppError('OPERATIONS_UNAVAILABLE', { retryAfter });
    return this.#store;
  }

  /** Called now and then when records have been added. Returns the unsubscriber. */
  onChange(listener: () => void): () => void {
    return this.#store?.onChange(listener) ?? (() => undefined);
  }

  /** What agents are told; null: they record nothing. */
  async collection(): Promise<CollectionSettings | null> {
    return this.#store ? collectionOf(await this.settings.current()) : null;
  }

  async configure(
    settings: OperationLogSettings,
    by: { readonly actor: Actor; readonly correlationId: string; readonly dryRun: boolean },
  ) {
    const command = { type: 'ConfigureOperationLog', settings } as const;
    const { commands } = this.#services;
    const result = await commands.handle(operationLogSettingsStream, operationLogConfiguration, command, by);
    this.settings.forget();
    return result;
  }

  /**
   * Before so many bytes of an upload are read; what it answers is called once they are not held any more. Throws
   * OPERATIONS_UNAVAILABLE where nothing is kept, TOO_MANY_REQUESTS where too many bytes are under way.
   */
  admit(bytes: number): () => void {
    if (!this.#intake) throw new AppError('OPERATIONS_UNAVAILABLE', { retryAfter });
    const release = this.#underWay.reserve(bytes);
    if (!release) throw new AppError('TOO_MANY_REQUESTS', { retryAfter: retrySoon });
    return release;
  }

  /**
   * What a device tells, each batch answered in its order. Throws OPERATION_BATCH_INVALID where the upload cannot be
   * read, OPERATIONS_UNAVAILABLE and TOO_MANY_REQUESTS where it has to be sent again later.
   */
  async take(device: string, upload: RawUpload, actor: Actor): Promise<readonly BatchAnswer[]> {
    if (!this.#intake) throw new AppError('OPERATIONS_UNAVAILABLE', { retryAfter });
    const { settings } = await this.settings.current();
    const answer = await this.#intake.take(device, upload, settings, actor).catch((error: unknown) => {
      throw later(error);
    });
    await this.#underWay.turn();
    if ('fault' in answer) throw invalidUpload(answer.fault);
    return answer.batches;
  }

  /** Records that somebody looks at records, before they see them. Throws where a purpose is wanted and not given. */
  async look(
    { userId, actor }: Principal,
    question: OperationQuestion,
    purpose: string | null,
  ): Promise<void> {
    const { settings } = await this.settings.load();
    if (settings.purposeRequired && purpose === null) throw new AppError('OPERATION_PURPOSE_REQUIRED');
    const command = { type: 'NoteRead', at: this.#services.clock.now(), question, purpose } as const;
    accepted(
      await this.#services.commands.handle(operationLogReadsStream(userId), operationLogReading, command, {
        actor,
      }),
    );
  }
}

/** What was sent cannot be taken, wherever the fault lies in it. */
export function invalidUpload({ at, what }: BatchFault): AppError {
  return new AppError('OPERATION_BATCH_INVALID', { details: { at, what } });
}

function later(error: unknown): unknown {
  if (!(error instanceof OperationsRefused)) return error;
  if (error.code === 'full') return new AppError('TOO_MANY_REQUESTS', { retryAfter: retrySoon });
  return new AppError('OPERATIONS_UNAVAILABLE', { retryAfter, details: { reason: error.code } });
}
