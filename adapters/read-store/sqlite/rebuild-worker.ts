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

interface Build {
  readonly task: RebuildTask;
  readonly writer: RebuildWriter;
  fold?: LogFold;
}

/** Long enough that a message costs nothing, short enough that a stop need not wait. */
const stretchMs = 200;

const builds = new Map<number, Build>();

function buildOf(id: number): Build {
  const build = builds.get(id);
  if (!build) throw new Error(`this thread builds no file ${id}`);
  return build;
}

/** Each names a build of this thread by the number it was begun with. */
const methods = {
  begin(id: number, task: RebuildTask): void {
    builds.set(id, { task, writer: new RebuildWriter(task.path, task.layout, task.carryFrom) });
  },
  apply(id: number, batch: readonly EventChanges[]): void {
    buildOf(id).writer.apply(batch);
  },
  /** Folds the next stretch of the log, at most up to a position. */
  async advance(id: number, until: number): Promise<Stretch> {
    const build = buildOf(id);
    const { log, layout } = build.task;
    if (!log) throw new Error(`the thread that builds ${layout.name} was given no log`);
    // An empty log is never read: its modules need not be loaded.
    build.fold ??= await LogFold.open(log, layout.name);
    return build.fold.advance(until, stretchMs, batch => build.writer.apply(batch));
  },
  finish(id: number, position: number, at: string, eventId: string | null): void {
    const { fold, writer } = buildOf(id);
    fold?.close();
    writer.finish(position, at, eventId);
    builds.delete(id);
  },
  /** Lets go of a file that will not be finished. */
  abandon(id: number): void {
    const build = builds.get(id);
    builds.delete(id);
    build?.fold?.close();
    build?.writer.abandon();
  },
};

export type RebuildMethods = typeof methods;

serve(methods);
