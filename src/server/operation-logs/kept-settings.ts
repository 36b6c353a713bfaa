import {
  operationLogConfiguration,
  operationLogSettingsStream,
  type OperationLogState,
} from '../../../domain/operation-logs/index.ts';
import { categoryOf } from '../../../domain/kernel/index.ts';
import { LogWatch } from '../log-watch.ts';
import type { Services } from '../services.ts';

export type LoadedSettings = OperationLogState & { readonly revision: number };

/**
 * The settings of operation logs, read from the log once and again when any server has changed them: each upload and
 * each question of an agent asks for them. While the log cannot be followed they are read each time.
 */
export class KeptSettings {
  readonly #commands: Services['commands'];
  readonly watch: LogWatch;
  #kept: Promise<LoadedSettings> | undefined;

  constructor({ commands, events }: Pick<Services, 'commands' | 'events'>) {
    this.#commands = commands;
    const filter = {
      categories: [categoryOf(operationLogSettingsStream)],
      types: ['OperationLogConfigured'],
    };
    this.watch = new LogWatch(events, filter, () => this.forget());
  }

  /** As this server knows them. */
  current(): Promise<LoadedSettings> {
    if (!this.watch.following) return this.load();
    return (this.#kept ??= this.load().catch((error: unknown) => {
      this.forget();
      throw error;
    }));
  }

  /** As the log has them now. */
  async load(): Promise<LoadedSettings> {
    const { state, revision } = await this.#commands.load(
      operationLogSettingsStream,
      operationLogConfiguration,
    );
    return { ...state, revision };
  }

  /** They have changed. */
  forget(): void {
    this.#kept = undefined;
  }
}
