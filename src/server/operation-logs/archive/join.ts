import { ArchivedOperationStore } from '../../../../adapters/operation-logs/archive/joined.ts';
import type { CommandHandler } from '../../../../domain/kernel/index.ts';
import { operationArchive, operationArchiveStream } from '../../../../domain/operation-logs/index.ts';
import type { OperationStore } from '../../../../projections/operation-logs/index.ts';

/** Days at hand with the archive that the log tells of. */
export function joinArchive(
  commands: Pick<CommandHandler, 'load'>,
  live: OperationStore,
  openRestored: () => Promise<OperationStore>,
  scratch: string,
): ArchivedOperationStore {
  return new ArchivedOperationStore({
    live,
    openRestored,
    scratch,
    facts: async () => {
      const { state } = await commands.load(operationArchiveStream, operationArchive);
      return { folder: state.settings.folder, restored: new Map(Object.entries(state.restored)) };
    },
  });
}
