import { useCallback } from 'react';
import { useActed } from '../devices/acts/use-acted.ts';
import { undoAct } from './requests.ts';
import type { ActOutcome } from './types.ts';

/** Says that an act was done, with the way back, once the lists show it. */
export function useAgentActed(): (outcome: ActOutcome, text: string) => Promise<void> {
  const acted = useActed();
  return useCallback(
    (outcome, text) =>
      acted(outcome.position, text, async () => {
        const back = await undoAct(outcome.act);
        return { changed: 1, refused: 0, position: back.position };
      }),
    [acted],
  );
}
