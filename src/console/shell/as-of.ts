import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

export interface AsOfParams {
  readonly asOf?: string;
  readonly asKnown?: 'then' | 'now';
}

/** The moment the whole console looks at. It lives in the address alone: a new tab starts at now. */
export function useAsOf(): {
  readonly time: string | undefined;
  readonly known: 'then' | 'now';
  readonly params: AsOfParams;
} {
  const search = useSearch({ strict: false });
  const time = search.asOf;
  const known = search.asKnown === 'now' ? 'now' : 'then';
  return useMemo(
    () => ({
      time,
      known,
      params: time ? { asOf: time, ...(known === 'now' ? { asKnown: 'now' as const } : {}) } : {},
    }),
    [time, known],
  );
}

export function useSetAsOf(): (time: Date | undefined, known?: 'then' | 'now') => void {
  const navigate = useNavigate();
  return useCallback(
    (time, known) => {
      void navigate({
        to: '.',
        search: previous => ({
          ...previous,
          asOf: time ? rfc3339(time) : undefined,
          asKnown: time && known === 'now' ? 'now' : undefined,
        }),
      });
    },
    [navigate],
  );
}

/** RFC 3339 with the offset of this computer, so that the address reads as the person chose it. */
export function rfc3339(time: Date): string {
  const offset = -time.getTimezoneOffset();
  const local = new Date(time.getTime() + offset * 60_000).toISOString().slice(0, 19);
  if (offset === 0) return `${local}Z`;
  const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
