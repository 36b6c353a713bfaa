import { ArchivedOperationStore } from '../../../../adapters/operation-logs/archive/joined.ts';
import type { ArchivedStoreOptions } from '../../../../adapters/operation-logs/archive/places.ts';
import type { CommandHandler } from '../../../../domain/kernel/index.ts';
import { operationArchive, operationArchiveStream } from '../../../../domain/operation-logs/index.ts';

/** Days at hand with the archive that the log tells of. */
export function joinArchive(
  commands: Pick<CommandHandler, 'load'>,
  options: Omit<ArchivedStoreOptions, 'facts'>,
): ArchivedOperationStore {
  return new ArchivedOperationStore({
    ...options,
    facts: async () => {
      const { state, revision } = await commands.load(operationArchiveStream, operationArchive);
      const { settings, archived, restored } = state;
      const { folder } = settings;
      const here = Object.keys(archived).filter(day => archived[day]!.folder === folder);
      return { revision, folder, archived: new Set(here), restored: new Map(Object.entries(restored)) };
    },
  });
}
