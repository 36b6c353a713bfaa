import { useCallback, useRef, useState } from 'react';
import { request } from '../api/client.ts';
import type { OfflineReceived } from '../api/types.ts';

/** A file of results on its way: what the server says would come of it, then what came. */
export interface ResultFile {
  readonly key: string;
  readonly file: File;
  /** `judged`: a dry run; `taken`: done. Refused in either: `refusal`. */
  readonly state: 'waiting' | 'judged' | 'taken' | 'refused';
  readonly received?: OfflineReceived;
  readonly refusal?: unknown;
}

export type Work = 'reading' | 'importing';

export interface Results {
  readonly files: readonly ResultFile[];
  /** What is under way, and how many files of it are done. */
  readonly work: { readonly kind: Work; readonly done: number; readonly total: number } | undefined;
  add(files: readonly File[], foreign: boolean): Promise<void>;
  /** Asks anew what would come of each that is not taken yet. */
  judgeAgain(foreign: boolean): Promise<void>;
  takeAll(foreign: boolean): Promise<void>;
  clear(): void;
}

/** Larger than any results: not even sent. */
export const LARGEST = 4 * 1024 * 1024;

/** The files somebody chose, each judged by a dry run at once and taken when they say so, oldest first. */
export function useResults(): Results {
  const [files, setFiles] = useState<readonly ResultFile[]>([]);
  const [work, setWork] = useState<Results['work']>();
  const ending = useRef(new AbortController());

  const run = useCallback(async (kind: Work, some: readonly ResultFile[], foreign: boolean) => {
    const { signal } = ending.current;
    for (const [done, one] of some.entries()) {
      setWork({ kind, done, total: some.length });
      const next = await send(one, kind === 'reading', foreign, signal);
      if (signal.aborted) return;
      setFiles(all => all.map(each => (each.key === one.key ? next : each)));
    }
    setWork(undefined);
  }, []);

  return {
    files,
    work,
    async add(chosen, foreign) {
      const known = new Set(files.map(({ key }) => key));
      const added = chosen
        .map((file): ResultFile => ({
          key: `${file.name} ${file.size} ${file.lastModified}`,
          file,
          state: 'waiting',
        }))
        .filter(({ key }) => !known.has(key));
      setFiles(all => [...all, ...added]);
      await run('reading', added, foreign);
    },
    async judgeAgain(foreign) {
      const open = files.filter(({ state }) => state !== 'taken');
      await run('reading', open, foreign);
    },
    async takeAll(foreign) {
      await run('importing', inOrder(files.filter(({ state }) => state === 'judged')), foreign);
    },
    clear() {
      ending.current.abort();
      ending.current = new AbortController();
      setFiles([]);
      setWork(undefined);
    },
  };
}

/** Of a computer that is new, all files but its oldest: once that is taken, they tell of a device that is there. */
export function furtherOfNew(files: readonly ResultFile[]): ReadonlySet<string> {
  const hosts = new Set<string>();
  const further = new Set<string>();
  for (const { key, state, received } of inOrder(files.filter(each => each.received))) {
    if (state !== 'judged' || received?.outcome !== 'registered') continue;
    if (hosts.has(received.hostId)) further.add(key);
    hosts.add(received.hostId);
  }
  return further;
}

async function send(
  { key, file }: ResultFile,
  dryRun: boolean,
  foreign: boolean,
  signal: AbortSignal,
): Promise<ResultFile> {
  try {
    const body = file.size > LARGEST ? file.slice(0, LARGEST + 1) : file;
    const received = await request<OfflineReceived>('POST', '/offline-inventory', {
      query: { dryRun, foreign },
      file: body,
      signal,
    });
    return { key, file, received, state: dryRun ? 'judged' : 'taken' };
  } catch (refusal) {
    return { key, file, refusal, state: 'refused' };
  }
}

/** Changes in the order in which they came about. */
function inOrder(files: readonly ResultFile[]): readonly ResultFile[] {
  const when = ({ received }: ResultFile) => Date.parse(received?.collectedAt ?? '');
  return files.toSorted(
    (one, two) => when(one) - when(two) || (one.received?.sequence ?? 0) - (two.received?.sequence ?? 0),
  );
}
