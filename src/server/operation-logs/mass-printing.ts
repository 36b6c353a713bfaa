import { ArchiveFault } from '../../../adapters/operation-logs/archive/faults.ts';
import { deviceLog, operationLogStream, type Prints } from '../../../domain/operation-logs/index.ts';
import type { OperationStore } from '../../../projections/operation-logs/index.ts';
import type { Services } from '../services.ts';

const hourMs = 3_600_000;

/** Pages that a user printed in the hour before `until` (RFC 3339). */
interface PrintedPages {
  readonly user: string | null;
  readonly pages: number;
  readonly until: string;
}

/** Adds up what users of a computer printed within an hour, over however many uploads. */
export class MassPrinting {
  readonly #commands: Pick<Services['commands'], 'load'>;
  readonly #store: Pick<OperationStore, 'read'>;

  constructor(commands: Pick<Services['commands'], 'load'>, store: Pick<OperationStore, 'read'>) {
    this.#commands = commands;
    this.#store = store;
  }

  /**
   * Users who have printed more than `most` pages in the hour before one of these prints, which are stored already;
   * what was told of before is not counted again.
   */
  async beyond(most: number, device: string, prints: readonly Prints[]): Promise<readonly PrintedPages[]> {
    const { state } = await this.#commands.load(operationLogStream(device), deviceLog);
    // A late upload is taken also where nobody can look what its day had before.
    const pages = await this.#pagesOf(device, prints).catch((error: unknown) => {
      if (error instanceof ArchiveFault) return new Map<string | null, never[]>();
      throw error;
    });
    return prints.flatMap(({ user, times }) => {
      const told = Date.parse(state.printed[user ?? ''] ?? '1970-01-01T00:00:00Z');
      const own = (pages.get(user) ?? []).filter(print => print.time > told);
      for (const time of times) {
        const sum = own
          .filter(print => print.time > time - hourMs && print.time <= time)
          .reduce((total, print) => total + print.pages, 0);
        if (sum > most) return [{ user, pages: sum, until: new Date(time).toISOString() }];
      }
      return [];
    });
  }

  /** Of all users at once, however many a batch names. */
  async #pagesOf(device: string, prints: readonly Prints[]) {
    const byUser = new Map<string | null, { readonly time: number; readonly pages: number }[]>();
    for (const { user } of prints) byUser.set(user, []);
    for await (const found of this.#store.read({
      from: Math.min(...prints.map(({ times }) => times[0]!)) - hourMs,
      until: Math.max(...prints.map(({ times }) => times.at(-1)!)) + 1,
      devices: new Set([device]),
      filter: { op: 'eq', column: 'detail', value: 'print' },
    }))
      for (const { record } of found)
        byUser.get(record.user ?? null)?.push({ time: record.time, pages: record.pages ?? 1 });
    return byUser;
  }
}
