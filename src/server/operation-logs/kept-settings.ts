import {
  operationLogConfiguration,
  operationLogSettingsStream,
  type OperationLogState,
} from '../../../domain/operation-logs/index.ts';
import type { CommandHandler } from '../../../domain/kernel/index.ts';
import { FollowedStreams } from '../followed-streams.ts';
import type { LogWatch } from '../log-watch.ts';
import type { Services } from '../services.ts';

export type LoadedSettings = OperationLogState & { readonly revision: number };

/** The settings of operation logs: each upload and each question of an agent asks for them. */
export class KeptSettings {
  readonly #commands: Services['commands'];
  readonly #followed: FollowedStreams;

  constructor({ commands, events }: Pick<Services, 'commands' | 'events'>) {
    this.#commands = commands;
    this.#followed = new FollowedStreams(commands, events, { streams: [operationLogSettingsStream] });
  }

  get watch(): LogWatch {
    return this.#followed.watch;
  }

  /** As this server knows them. */
  current(): Promise<LoadedSettings> {
    return settingsIn(this.#followed);
  }

  /** As the log has them now. */
  load(): Promise<LoadedSettings> {
    return settingsIn(this.#commands);
  }

  /** They have changed. */
  forget(): void {
    this.#followed.forget();
  }
}

async function settingsIn(commands: Pick<CommandHandler, 'load'>): Promise<LoadedSettings> {
  const { state, revision } = await commands.load(operationLogSettingsStream, operationLogConfiguration);
  return { ...state, revision };
}
