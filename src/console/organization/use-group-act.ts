import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { Job } from '../../server/contract.ts';
import { cancelJob, followJob } from '../api/jobs.ts';
import { meQuery } from '../api/session.ts';
import { startGroupAct, tryGroupAct, undoOf, type GroupAct, type PlaceKind } from './queries.ts';

/** How an act went: whether there was anything to do, and what may be taken back. */
export interface Ended {
  readonly job: Job;
  readonly act: string | undefined;
  readonly devices: number;
  readonly refused: number;
}

/** Everything but who one is is read anew. */
export function useReadAnew(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    () => client.invalidateQueries({ predicate: query => query.queryKey[0] !== meQuery.queryKey[0] }),
    [client],
  );
}

/** An act on groups: what it would do, its job with how far it is, how it ended, and the way back. */
export function useGroupAct(kind: PlaceKind, act: GroupAct | undefined) {
  const readAnew = useReadAnew();
  const [job, setJob] = useState<Job>();
  const preview = useQuery({
    queryKey: ['group-preview', kind, act],
    queryFn: ({ signal }) => tryGroupAct(kind, act!, signal),
    enabled: act !== undefined && job === undefined,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const follow = async (wanted: GroupAct, reason: string): Promise<Ended | undefined> => {
    const started = await startGroupAct(kind, wanted, reason);
    const ended = started && (await followJob(started, setJob));
    setJob(undefined);
    await readAnew();
    return ended && endedOf(ended);
  };
  const run = useMutation({
    mutationFn: (asked: { readonly act: GroupAct; readonly reason: string }) =>
      follow(asked.act, asked.reason),
    onError: () => setJob(undefined),
  });
  const undo = useMutation({
    mutationFn: (id: string) => follow(undoOf(id), ''),
    onError: () => setJob(undefined),
  });
  return { preview, job, run, undo, cancel: () => void (job && cancelJob(job.id)) };
}

function endedOf(job: Job): Ended {
  const { act, devices, refused } = job.result ?? {};
  return {
    job,
    act: typeof act === 'string' ? act : undefined,
    devices: Number(devices ?? 0),
    refused: Number(refused ?? 0),
  };
}
