import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../api/live.ts';
import { announce } from '../parts/announce.tsx';
import { useAsOf } from '../shell/as-of.ts';

const SHOWN_FOR = 5_000;

/**
 * Rows do not move under the pointer: what changes is counted, and merged when the person says so. Returns the
 * ids that were merged just now, for the underline.
 */
export function useLiveList(collection: string) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { time } = useAsOf();
  const [waiting, setWaiting] = useState<ReadonlySet<string>>(new Set());
  const [fresh, setFresh] = useState<ReadonlySet<string>>(new Set());
  useLive(change => {
    if (change.collection !== collection) return;
    setWaiting(before => new Set([...before, ...(change.ids ?? [`position ${change.position}`])]));
  }, !time);
  useEffect(() => {
    if (waiting.size > 0) announce(t('shell.live.changed', { count: waiting.size }));
  }, [waiting, t]);
  useEffect(() => {
    if (fresh.size === 0) return;
    const timer = setTimeout(() => setFresh(new Set()), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [fresh]);
  const merge = useCallback(async () => {
    const ids = waiting;
    setWaiting(new Set());
    await client.invalidateQueries({
      predicate: query => ['list', 'groups', 'count', 'views'].includes(String(query.queryKey[0])),
    });
    setFresh(ids);
  }, [client, waiting]);
  return { waiting: waiting.size, fresh, merge };
}
