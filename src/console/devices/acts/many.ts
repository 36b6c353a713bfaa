import { request } from '../../api/client.ts';
import { cancelJob, followJob } from '../../api/jobs.ts';
import type { AskedOrder, Job } from '../../api/types.ts';
import type { Placement } from './requests.ts';

/** All devices that match a filter, more than the console acts on itself. */
export interface Many {
  /** As lists take it; undefined: all devices. */
  readonly filter: string | undefined;
  readonly count: number;
}

/** What the server does to each of them, as it is asked for it. */
export type ManyWish =
  | ({ readonly kind: 'place' } & Placement)
  | { readonly kind: 'manage' | 'ignore' | 'remove' }
  | { readonly kind: 'group'; readonly add?: readonly string[]; readonly remove?: readonly string[] }
  | { readonly kind: 'tell'; readonly command: AskedOrder };

/** How an act went on them, or would. */
export interface ManyResult {
  /** Null of a dry run. */
  readonly act: string | null;
  readonly changed: number;
  readonly already: number;
  readonly refused: number;
  /** The most frequent first; of each the first devices. */
  readonly refusals: readonly {
    readonly code: string;
    readonly count: number;
    readonly devices: readonly string[];
  }[];
  readonly position?: number;
}

interface Following {
  readonly signal: AbortSignal;
  readonly onStep: (job: Job) => void;
}

/** Decides on each device and records nothing. It is cancelled when nobody wants to know any more. */
export const tryMany = (many: Many, act: ManyWish, following: Following): Promise<ManyResult> =>
  done(ask(many, act, { dryRun: true }), following);

/** Stopping it ends what has not been begun. */
export const doMany = (
  many: Many,
  act: ManyWish,
  reason: string,
  following: Following,
): Promise<ManyResult> => done(ask(many, act, { reason }), following);

export const undoMany = (act: string): Promise<ManyResult> =>
  done(request<Job>('POST', `/devices/acts/${act}/undo`, { body: {} }), {
    signal: new AbortController().signal,
    onStep: () => undefined,
  });

function ask(
  { filter }: Many,
  act: ManyWish,
  { dryRun, reason = '' }: { readonly dryRun?: boolean; readonly reason?: string },
): Promise<Job> {
  const why = reason.trim();
  return request<Job>('POST', '/devices/acts', {
    query: { dryRun },
    body: { act, ...(filter !== undefined && { filter }), ...(why && { reason: why }) },
  });
}

async function done(asked: Promise<Job>, { signal, onStep }: Following): Promise<ManyResult> {
  const started = await asked;
  const cancel = () => void cancelJob(started.id).catch(() => undefined);
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const { result, error, state } = await followJob(started, onStep);
    if (!result) throw new Error(error ?? state);
    return result as unknown as ManyResult;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
