import type { EventChanges, Projection } from '../../../projections/kernel/index.ts';
import { projected } from '../../../projections/kernel/index.ts';
import type { LogScan } from '../../event-store/scan.ts';
import type { LogSource, LogSourceAddress } from './log-source.ts';

/** One stretch of the log folded: as far as it came, and whether that is the end asked for. */
export interface Stretch {
  readonly position: number;
  readonly end: boolean;
}

/** Folds the log in the thread that writes what comes of it: nothing is copied from thread to thread. */
export class LogFold {
  private readonly projection: Projection;
  private readonly scan: LogScan;
  private position = 0;

  private constructor(projection: Projection, scan: LogScan) {
    this.projection = projection;
    this.scan = scan;
  }

  static async open({ module, location }: LogSourceAddress, projection: string): Promise<LogFold> {
    const { projections, openLog } = (await import(module)) as LogSource;
    const found = projections.find(({ name }) => name === projection);
    if (!found) throw new Error(`${module} has no projection ${projection}`);
    return new LogFold(found, openLog(location));
  }

  /** Goes on for about `milliseconds`, so that progress can be told and the caller can end it. */
  advance(until: number, milliseconds: number, take: (batch: readonly EventChanges[]) => void): Stretch {
    const stop = performance.now() + milliseconds;
    for (const page of this.scan.read(this.position, until, this.projection.handles)) {
      const batch: EventChanges[] = [];
      for (const event of page) {
        const changes = projected(this.projection, event);
        if (changes) batch.push(changes);
      }
      take(batch);
      this.position = page.at(-1)?.position ?? this.position;
      if (performance.now() >= stop) return { position: this.position, end: false };
    }
    this.position = until;
    return { position: until, end: true };
  }

  close(): void {
    this.scan.close();
  }
}
