import {
  collectionOf,
  daysWithHolds,
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
import { ArchiveKeeper } from './archive/archive-keeper.ts';
import { OperationArchiving } from './archive/archiving.ts';
import { Cases } from './cases/cases.ts';
import { Holds } from './cases/holds.ts';
import { OperationIntake, type BatchAnswer, type RawUpload } from './intake.ts';
import type { AskAgain } from './ask-again.ts';
import { OperationKeeper } from './keeper.ts';
import { KeptSettings } from './kept-settings.ts';
import { OperationRecovery } from './recovery.ts';
import { OperationSpace, type SpaceOptions } from './space.ts';
import { UploadsUnderWay } from './uploads-under-way.ts';
import type { Duty } from '../duties.ts';

const retryAfter = 60;
/** Where too much is under way: that is over in seconds. */
const retrySoon = 5;
/** Bytes of uploads between their first byte and their answer. */
const mostBytesUnderWay = 64 * 1024 * 1024;

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
  /** Of it the days that are kept at hand, neither archived nor brought back. */
  readonly atHand: OperationStore;
  readonly archiving: OperationArchiving;
  readonly settings: KeptSettings;
  readonly #services: Pick<Services, 'clock' | 'commands'>;
  readonly #underWay = new UploadsUnderWay(mostBytesUnderWay);
  readonly #intake: OperationIntake;

  constructor(services: Ports, { ask, dataFolder, folder, ...place }: OperationLogParts) {
    const { operations: store, archivedOperations: archived } = services;
    this.#services = services;
    this.store = store;
    this.atHand = archived.live;
    this.settings = new KeptSettings(services);
    this.cases = new Cases(services);
    this.holds = new Holds(services);
    this.#intake = new OperationIntake(services, store);
    this.archiving = new OperationArchiving(services, archived, dataFolder);
    this.keeper = new OperationKeeper(
      services,
      this.atHand,
      () => this.daysKept(),
      day => this.holds.isHeld(day),
      new ArchiveKeeper(this.archiving),
    );
    this.recovery = new OperationRecovery(services, this.atHand, ask);
    const isWanted = async () => (await this.settings.current()).settings.acquire;
    this.space = folder === null ? null : new OperationSpace(services, { ...place, folder, isWanted });
  }

  /** What one server does at a time. */
  get duties(): readonly Duty[] {
    return [this.keeper, this.recovery, this.space].filter(duty => duty !== null);
  }

  /** Called now and then when records have been added. Returns the unsubscriber. */
  onChange(listener: () => void): () => void {
    return this.store.onChange(listener);
  }

  /** How many days of records are kept at hand. */
  async daysKept(): Promise<number> {
    return (await this.settings.load()).settings.days;
  }

  /**
   * The same, with days that a legal hold keeps, and those of the archive's period: the log must not forget what they
   * are made of.
   */
  async daysInLog(): Promise<number> {
    const now = Date.parse(this.#services.clock.now());
    const { folder, automaticDays } = (await this.archiving.state()).settings;
    const atHand = folder === null ? 0 : (automaticDays ?? 0);
    return daysWithHolds(Math.max(await this.daysKept(), atHand), await this.holds.all(), now);
  }

  /** What agents are told; null: they record nothing. */
  async collection(): Promise<CollectionSettings | null> {
    return collectionOf(await this.settings.current());
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
   * OPERATIONS_UNAVAILABLE where there is no room, TOO_MANY_REQUESTS where too many bytes are under way.
   */
  admit(bytes: number): () => void {
    if (this.space?.isStopped)
      throw new AppError('OPERATIONS_UNAVAILABLE', { retryAfter, details: { reason: 'disk' } });
    const release = this.#underWay.reserve(bytes);
    if (!release) throw new AppError('TOO_MANY_REQUESTS', { retryAfter: retrySoon });
    return release;
  }

  /**
   * What a device tells, each batch answered in its order. Throws OPERATION_BATCH_INVALID where the upload cannot be
   * read, OPERATIONS_UNAVAILABLE and TOO_MANY_REQUESTS where it has to be sent again later.
   */
  async take(device: string, upload: RawUpload, actor: Actor): Promise<readonly BatchAnswer[]> {
    const { settings } = await this.settings.current();
    const answer = await this.#intake.take(device, upload, settings, actor).catch(async (error: unknown) => {
      if (error instanceof OperationsRefused && error.code === 'disk') await this.space?.noteFull();
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
