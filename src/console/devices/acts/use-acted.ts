import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../../api/session.ts';
import { toast, toastError } from '../../parts/toast.tsx';
import { readUpTo } from './requests.ts';
import type { RunResult } from './run.ts';

/** How an act is taken back, device by device. */
export type Undo = () => Promise<Pick<RunResult, 'changed' | 'refused' | 'position'>>;

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
          if (back.changed.length === 0 && back.refused[0]) throw back.refused[0].error;
          const said = back.refused.length
            ? t('acts.undonePartly', { done: back.changed.length, refused: back.refused.length })
            : t('acts.undone');
          await acted(back.position, said);
        } catch (error) {
          toastError(error);
        }
      };
      toast(text, undo && { word: t('acts.undo'), run: () => void takeBack() });
    },
    [refresh, t],
  );
}
