import { faultOf } from '../../../../adapters/operation-logs/archive/faults.ts';
import type { ArchiveCause, ArchiveWork, OperationDay } from '../../../../domain/operation-logs/index.ts';
import type { OperationArchiving } from './archiving.ts';

/** What failed in one round, to be told at its end: once for each cause, whatever number of days it is about. */
export class Failures {
  readonly #byCause = new Map<ArchiveCause, { readonly days: Set<OperationDay>; readonly files: string[] }>();

  add(day: OperationDay, error: unknown): void {
    const { reason, files } = faultOf(error);
    const known = this.#byCause.get(reason) ?? { days: new Set(), files: [] };
    this.#byCause.set(reason, known);
    known.days.add(day);
    known.files.push(...files);
  }

  async tell(archiving: OperationArchiving, work: ArchiveWork): Promise<void> {
    for (const [cause, { days, files }] of this.#byCause)
      await archiving.note({
        type: 'NoteFailed',
        work,
        cause,
        days: [...days].sort(),
        files: [...new Set(files)].sort(),
      });
  }
}
