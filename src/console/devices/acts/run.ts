import { ProblemError } from '../../api/client.ts';
import type { Outcome } from '../../api/types.ts';
import type { ActOptions, DeviceAct } from './requests.ts';

/** As many as one act of the console takes; more belong to a job. */
export const MOST_DEVICES = 1_000;
/** Requests under way at once: quick, and never what keeps the server from others. */
const AT_ONCE = 4;

export interface RunResult {
  /** Devices that changed, or would, with what was recorded. */
  readonly changed: readonly { readonly id: string; readonly outcome: Outcome }[];
  /** Already so: nothing to record. */
  readonly already: readonly string[];
  readonly refused: readonly { readonly id: string; readonly error: unknown }[];
  /** Not tried any more, because the run was stopped or the server went away. */
  readonly untried: readonly string[];
  /** The newest log position recorded. */
  readonly position: number;
}

interface RunOptions extends ActOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number) => void;
}

/** The same act on each device. One refusal does not keep the others from it. */
export async function runOnEach(
  ids: readonly string[],
  act: DeviceAct,
  { signal, onProgress, ...options }: RunOptions = {},
): Promise<RunResult> {
  const changed: { id: string; outcome: Outcome }[] = [];
  const already: string[] = [];
  const refused: { id: string; error: unknown }[] = [];
  let next = 0;
  let away = false;
  const worker = async () => {
    while (next < ids.length && !away && !signal?.aborted) {
      const id = ids[next++]!;
      try {
        const outcome = await act(id, options);
        if (outcome.events.length > 0) changed.push({ id, outcome });
        else already.push(id);
      } catch (error) {
        refused.push({ id, error });
        away ||= !(error instanceof ProblemError) || [0, 401].includes(error.problem.status);
      }
      onProgress?.(changed.length + already.length + refused.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return {
    changed,
    already,
    refused,
    untried: ids.slice(next),
    position: Math.max(0, ...changed.map(({ outcome }) => outcome.position)),
  };
}
