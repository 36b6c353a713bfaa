import type { z } from 'zod';
import {
  isTraceable,
  mostPinnedSteps,
  type ShownOperation,
  type ShownTraceStep,
} from '../../../../domain/operation-logs/index.ts';
import type { StoredOperation, Trace } from '../../../../projections/operation-logs/index.ts';
import { AppError } from '../../errors/index.ts';
import type { ServerContext } from '../kernel/context.ts';
import type { OperationTrace } from './schemas.ts';

type Devices = ReadonlySet<string> | undefined;

/** @throws AppError OPERATION_NOT_FOUND where there is none, or its device is none of these */
export async function find(
  { operationLogs }: ServerContext,
  id: string,
  devices: Devices,
): Promise<StoredOperation> {
  const found = await operationLogs.store.get(id);
  if (!found || (devices && !devices.has(found.device)))
    throw new AppError('OPERATION_NOT_FOUND', { details: { id } });
  return found;
}

/** @throws AppError as `find`, and OPERATION_NOT_TRACEABLE */
export async function findTraceable(context: ServerContext, id: string, devices: Devices): Promise<void> {
  const { record } = await find(context, id, devices);
  if (!isTraceable(record)) throw new AppError('OPERATION_NOT_TRACEABLE', { details: { id } });
}

/** @throws AppError OPERATION_NOT_FOUND where the record has gone meanwhile */
export async function traceOf(
  { operationLogs }: ServerContext,
  id: string,
  devices: Devices,
): Promise<Trace> {
  const trace = await operationLogs.store.trace(id, { most: mostPinnedSteps, ...(devices && { devices }) });
  if (!trace) throw new AppError('OPERATION_NOT_FOUND', { details: { id } });
  return trace;
}

interface TraceFrame {
  readonly steps: readonly Omit<ShownTraceStep, 'operation'>[];
  readonly start: number;
  readonly cut: boolean;
}

/** How a step hangs together with others, without the operation itself. */
export function linksOf({ from, to, after, by }: TraceFrame['steps'][number]) {
  return { from, to, after: [...after], by };
}

/** `rows`: the operations of the steps as they are shown. */
export function shownTrace(
  { steps, start, cut }: TraceFrame,
  rows: readonly ShownOperation[],
): z.infer<typeof OperationTrace> {
  return {
    steps: steps.map((step, index) => ({ operation: rows[index]!, ...linksOf(step) })),
    start,
    cut,
    first: rows[0] ?? null,
    last: rows.at(-1) ?? null,
  };
}
