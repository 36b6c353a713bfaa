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
import type { Actor } from '../../../domain/kernel/index.ts';
import { OperationsRefused, type OperationStore } from '../../../projections/operation-logs/index.ts';
import type { Principal } from '../auth/principal.ts';
import { accepted, AppError } from '../errors/index.ts';
import type { Services } from '../services.ts';
import { ArchiveKeeper } from './archive/archive-keeper.ts';
import { OperationArchiving } from './archive/archiving.ts';
import { Cases } from './cases/cases.ts';
import { Holds } from './cases/holds.ts';
import { OperationIntake, type BatchAnswer } from './intake.ts';
import type { AskAgain } from './ask-again.ts';
import { OperationKeeper } from './keeper.ts';
import { OperationRecovery } from './recovery.ts';
import { OperationSpace, type SpaceOptions } from './space.ts';
import type { Duty } from '../duties.ts';

const retryAfter = 60;

type Ports = Pick<
  Services,
  'archivedOperations' | 'clock' | 'commands' | 'events' | 'ids' | 'log' | 'operations'
>;

export type OperationLogParts = Omit<SpaceOptions, 'isWanted' | 'folder'> & {
  /** Of the day files; null where days lie on no disk of this server. */
  readonly folder: string | null;
  readonly dataFolder: string;
  /** Asks agents for what was lost. */
  readonly ask: AskAgain;
};

/** Operation logs: what is recorded, taken, looked at, and by whom. */
export class OperationLogs {
  readonly keeper: OperationKeeper;
  readonly recovery: OperationRecovery;
  /** Null where days lie on no disk of this server. */
  readonly space: OperationSpace | null;
  readonly cases: Cases;
  readonly holds: Holds;
  readonly store: OperationStore;
  readonly #archiving: OperationArchiving | null;
  readonly #services: Pick<Services, 'clock' | 'commands'>;
  readonly #intake: OperationIntake;

  constructor(services: Ports, { ask, dataFolder, folder, ...place }: OperationLogParts) {
    const { operations: store, archivedOperations: archived } = services;
    this.#services = services;
    this.store = store;
    this.cases = new Cases(services);
    this.holds = new Holds(services);
    this.#intake = new OperationIntake(services, store);
    this.#archiving = archived && new OperationArchiving(services, archived, dataFolder);
    this.keeper = new OperationKeeper(
      services,
      archived?.live ?? store,
      () => this.daysKept(),
      day => this.holds.isHeld(day),
      this.#archiving && new ArchiveKeeper(this.#archiving),
    );
    this.recovery = new OperationRecovery(services, store, ask);
    const isWanted = async () => (await this.state()).settings.acquire;
    this.space = folder === null ? null : new OperationSpace(services, { ...place, folder, isWanted });
  }

  /** What one server does at a time. */
  get duties(): readonly Duty[] {
    return [this.keeper, this.recovery, this.space].filter(duty => duty !== null);
  }

  get archiving(): OperationArchiving {
    if (!this.#archiving) throw new AppError('OPERATIONS_UNAVAILABLE', { retryAfter });
    return this.#archiving;
  }

  /** Called now and then when records have been added. Returns the unsubscriber. */
  onChange(listener: () => void): () => void {
    return this.store.onChange(listener);
  }

  async state(): Promise<OperationLogState & { readonly revision: number }> {
    const { state, revision } = await this.#services.commands.load(
      operationLogSettingsStream,
      operationLogConfiguration,
    );
    return { ...state, revision };
  }

  /** How many days of records are kept at hand. */
  async daysKept(): Promise<number> {
    return (await this.state()).settings.days;
  }

  /** What agents are told; null: they record nothing. */
  async collection(): Promise<CollectionSettings | null> {
    return collectionOf(await this.state());
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
    if (this.space?.isStopped)
      throw new AppError('OPERATIONS_UNAVAILABLE', { retryAfter, details: { reason: 'disk' } });
    const { settings } = await this.state();
    try {
      return await this.#intake.take(device, batches, settings, actor);
    } catch (error) {
      if (!(error instanceof OperationsRefused)) throw error;
      if (error.code === 'full') throw new AppError('TOO_MANY_REQUESTS', { retryAfter: 5 });
      if (error.code === 'disk') await this.space?.noteFull();
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
