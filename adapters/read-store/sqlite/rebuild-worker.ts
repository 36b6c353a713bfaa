import { workerData } from 'node:worker_threads';
import type { EventChanges } from '../../../projections/kernel/index.ts';
import { RebuildWriter } from './rebuild-writer.ts';
import { serve } from './rpc.ts';
import type { ProjectionLayout } from './schema.ts';

export interface RebuildTask {
  readonly path: string;
  readonly layout: ProjectionLayout;
  readonly carryFrom: string | undefined;
}

const { path, layout, carryFrom } = workerData as RebuildTask;
const writer = new RebuildWriter(path, layout, carryFrom);

const methods = {
  apply(batch: readonly EventChanges[]): void {
    writer.apply(batch);
  },
  finish(position: number, at: string): void {
    writer.finish(position, at);
  },
};

export type RebuildMethods = typeof methods;

serve(methods);
