import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/session.ts';
import { toast, toastError } from '../../parts/toast.tsx';
import { readUpTo } from './requests.ts';
import type { RunResult } from './run.ts';

/** How an act is taken back; answers how many devices went back, and how many did not, with the error of one of them. */
export type Undo = () => Promise<{
  readonly changed: number;
  readonly refused: number;
  readonly error?: unknown;
  readonly position?: number;
}>;

/** Of a run of the console. */
export const undoneBy = ({
  changed,
  refused,
  position,
}: Pick<RunResult, 'changed' | 'refused' | 'position'>) => ({
  changed: changed.length,
  refused: refused.length,
  error: refused[0]?.error,
  position,
});

/** Reads everything anew but who one is. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    () => client.invalidateQueries({ predicate: query => query.queryKey[0] !== meQuery.queryKey[0] }),
    [client],
  );
}

/**
 * After an act: waits until lists show it, reads everything anew, and says it with the way back where there is
 * one.
 */
export function useActed() {
  const { t } = useTranslation();
  const refresh = useRefresh();
  return useCallback(
    async function acted(position: number, text: string, undo?: Undo): Promise<void> {
      // What cannot be waited for is still recorded; the lists then follow a moment later.
      await readUpTo(position).catch(() => undefined);
      await refresh();
      const takeBack = async () => {
        try {
          const back = await undo!();
          if (back.changed === 0 && back.error !== undefined) throw back.error;
          const said = back.refused
            ? t('acts.undonePartly', { done: back.changed, refused: back.refused })
            : t('acts.undone');
          await acted(back.position ?? 0, said);
        } catch (error) {
          toastError(error);
        }
      };
      toast(text, undo && { word: t('acts.undo'), run: () => void takeBack() });
    },
    [refresh, t],
  );
}
