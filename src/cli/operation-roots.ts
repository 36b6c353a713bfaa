import { existsSync } from 'node:fs';
import type { EventStore } from '../../domain/kernel/index.ts';
import type { OperationArchiveEvent, OperationDayEvent } from '../../domain/operation-logs/index.ts';

export interface RootsReport {
  /** Days whose file has the root that the log holds. */
  readonly sealed: number;
  /** Days that late batches came into since they were sealed: they are sealed anew. */
  readonly reopened: number;
  /** Days that are in the archive only, as the log says. */
  readonly archived: number;
  /** One line each. */
  readonly faults: readonly string[];
}

/**
 * Compares the days of operation logs in a folder with the roots that the log has of them. `deep`: each root is
 * computed from the batches.
 */
export async function verifyRoots(
  log: Pick<EventStore, 'readAll'>,
  folder: string,
  deep: boolean,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<RootsReport> {
  const roots = await rootsIn(log);
  const { verifyDay } = await import('../../adapters/operation-logs/sqlite/verify-day.ts');
  const faults: string[] = [];
  let [sealed, reopened, archived, done] = [0, 0, 0, 0];
  for (const [day, { root, isArchived }] of roots) {
    const found = existsSync(folder) ? verifyDay(folder, day, deep) : undefined;
    if (!found && isArchived) archived++;
    else if (!found) faults.push(`the operation logs of ${day} were sealed, and are not in ${folder}`);
    else if (found.fault !== null) faults.push(found.fault);
    else if (found.root === null) reopened++;
    else if (found.root === root) sealed++;
    else faults.push(`the operation logs of ${day} have the root ${found.root}, the log has ${root}`);
    onProgress(++done, roots.size);
  }
  return { sealed, reopened, archived, faults };
}

interface KnownRoot {
  readonly root: string;
  /** With that very root. */
  readonly isArchived: boolean;
}

/** The newest root of each day that is kept by the log. */
async function rootsIn(log: Pick<EventStore, 'readAll'>): Promise<ReadonlyMap<string, KnownRoot>> {
  const roots = new Map<string, KnownRoot>();
  for await (const events of log.readAll(0, { categories: ['operationLogDay', 'operationArchive'] }))
    for (const { type, data } of events as unknown as readonly (
      OperationDayEvent | OperationArchiveEvent
    )[]) {
      if (type === 'OperationLogDayRemoved') roots.delete(data.day);
      if (type !== 'OperationLogDaySealed' && type !== 'OperationDayArchived') continue;
      const isArchived = type === 'OperationDayArchived';
      const known = roots.get(data.day)?.root === data.root;
      // Of a day that came late records the log tells the new root first, and then that it was archived.
      if (known ? isArchived : !isArchived) roots.set(data.day, { root: data.root, isArchived });
    }
  return roots;
}
