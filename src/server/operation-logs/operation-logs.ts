import {
  collectionOf,
  operationLogConfiguration,
  operationLogReading,
  operationLogReadsStream,
  operationLogSettingsStream,
  type CollectionSettings,
  type OperationLogSettings,
  type OperationLogState,
  type OperationQuestion,
} from '../../../domain/operation-logs/index.ts';
import type { ArchivedOperationStore } from '../../../adapters/operation-logs/archive/joined.ts';
import type { Actor } from '../../../domain/kernel/index.ts';
import { OperationsRefused, type OperationStore } from '../../../projections/operation-logs/index.ts';
import type { Principal } from '../auth/principal.ts';
import { accepted, AppError } from '../errors/index.ts';
import type { Services } from '../services.ts';
import { ArchiveKeeper } from './archive/archive-keeper.ts';
import { OperationArchiving } from './archive/archiving.ts';
import { OperationIntake, type BatchAnswer } from './intake.ts';
import { OperationKeeper } from './keeper.ts';

const retryAfter = 60;

/** Operation logs: what is recorded, taken, looked at, and by whom. */
export class OperationLogs {
  /** Null where nothing is kept. */
  readonly keeper: OperationKeeper | null;
  readonly #archiving: OperationArchiving | null;
  readonly #services: Pick<Services, 'clock' | 'commands'>;
  readonly #store: OperationStore | null;
  readonly #intake: OperationIntake | null;

  /** Without a store nothing can be taken or read. */
  constructor(
    services: Pick<Services, 'clock' | 'commands' | 'log'>,
    store: OperationStore | null,
    archived: ArchivedOperationStore | null,
    dataFolder: string,
  ) {
    this.#services = services;
    this.#store = store;
    this.#intake = store && new OperationIntake(services, store);
    this.#archiving = archived && new OperationArchiving(services, archived, dataFolder);
    this.keeper =
      store &&
      new OperationKeeper(
        services,
        archived?.live ?? store,
        async () => (await this.state()).settings.days,
        this.#archiving && new ArchiveKeeper(this.#archiving),
      );
  }

  get store(): OperationStore {
    if (!this.#store) throw new AppError('OPERATIONS_UNAVAILABLE', { retryAfter });
    return this.#store;
  }

  get archiving(): OperationArchiving {
    if (!this.#archiving) throw new AppError('OPERATIONS_UNAVAILABLE', { retryAfter });
    return this.#archiving;
  }

  /** Called now and then when records have been added. Returns the unsubscriber. */
  onChange(listener: () => void): () => void {
    return this.#store?.onChange(listener) ?? (() => undefined);
  }

  async state(): Promise<OperationLogState & { readonly revision: number }> {
    const { state, revision } = await this.#services.commands.load(
      operationLogSettingsStream,
      operationLogConfiguration,
    );
    return { ...state, revision };
  }

  /** What agents are told; null: they record nothing. */
  async collection(): Promise<CollectionSettings | null> {
    return this.#store ? collectionOf(await this.state()) : null;
  }

  configure(
    settings: OperationLogSettings,
    by: { readonly actor: Actor; readonly correlationId: string; readonly dryRun: boolean },
  ) {
    const command = { type: 'ConfigureOperationLog', settings } as const;
    return this.#services.commands.handle(operationLogSettingsStream, operationLogConfiguration, command, by);
  }

  /** What a device tells. Throws OPERATIONS_UNAVAILABLE where it has to send it again later. */
  async take(device: string, batches: readonly unknown[], actor: Actor): Promise<readonly BatchAnswer[]> {
    if (!this.#intake) throw new AppError('OPERATIONS_UNAVAILABLE', { retryAfter });
    const { settings } = await this.state();
    try {
      return await this.#intake.take(device, batches, settings, actor);
    } catch (error) {
      if (!(error instanceof OperationsRefused)) throw error;
      if (error.code === 'full') throw new AppError('TOO_MANY_REQUESTS', { retryAfter: 5 });
      throw new AppError('OPERATIONS_UNAVAILABLE', { retryAfter, details: { reason: error.code } });
    }
  }

  /** Records that somebody looks at records, before they see them. Throws where a purpose is wanted and not given. */
  async look(
    { userId, actor }: Principal,
    question: OperationQuestion,
    purpose: string | null,
  ): Promise<void> {
    const { settings } = await this.state();
    if (settings.purposeRequired && purpose === null) throw new AppError('OPERATION_PURPOSE_REQUIRED');
    const command = { type: 'NoteRead', at: this.#services.clock.now(), question, purpose } as const;
    accepted(
      await this.#services.commands.handle(operationLogReadsStream(userId), operationLogReading, command, {
        actor,
      }),
    );
  }
}
