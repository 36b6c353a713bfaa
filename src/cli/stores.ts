import { existsSync } from 'node:fs';
import { fileOfAddress, openEventStore, type OpenedEventStore } from '../../adapters/event-store/open.ts';
import type { Config } from '../server/config.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/** The log itself, read beside a running server or from a stopped store; nothing is written. */
export async function openLog(config: Config): Promise<OpenedEventStore> {
  const { events } = config;
  const file = fileOfAddress(events);
  if (file !== null && !existsSync(file))
    throw new CommandError(
      exitCodes.notSetUp,
      `${file} does not exist. Set MUSTER_DATA to the folder of the store.`,
    );
  return openEventStore(events, { readOnly: true });
}
