import { workerData } from 'node:worker_threads';
import type { EventChanges } from '../../../projections/kernel/index.ts';
import type { Stretch } from './log-fold.ts';
import { LogFold } from './log-fold.ts';
import type { LogSourceAddress } from './log-source.ts';
import { RebuildWriter } from './rebuild-writer.ts';
import { serve } from './rpc.ts';
import type { ProjectionLayout } from './schema.ts';

export interface RebuildTask {
  readonly path: string;
  readonly layout: ProjectionLayout;
  readonly carryFrom: string | undefined;
  /** Undefined: the changes come by `apply`. */
  readonly log: LogSourceAddress | undefined;
}

/** Long enough that a message costs nothing, short enough that a stop need not wait. */
const stretchMs = 200;

const { path, layout, carryFrom, log } = workerData as RebuildTask;
const writer = new RebuildWriter(path, layout, carryFrom);
let fold: LogFold | undefined;

const methods = {
  apply(batch: readonly EventChanges[]): void {
    writer.apply(batch);
  },
  /** Folds the next stretch of the log, at most up to a position. */
  async advance(until: number): Promise<Stretch> {
    if (!log) throw new Error(`the thread that builds ${layout.name} was given no log`);
    // An empty log is never read: its modules need not be loaded.
    fold ??= await LogFold.open(log, layout.name);
    return fold.advance(until, stretchMs, batch => writer.apply(batch));
  },
  finish(position: number, at: string, eventId: string | null): void {
    fold?.close();
    writer.finish(position, at, eventId);
  },
};

export type RebuildMethods = typeof methods;

serve(methods);
