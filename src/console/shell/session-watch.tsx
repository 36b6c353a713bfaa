import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { get, onSignedOut, ProblemError, request } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';
import { signOut } from '../session/sign-out.ts';

const loadDialog = () => import('./session-dialog.tsx');
const SessionDialog = lazy(() => loadDialog().then(module => ({ default: module.SessionDialog })));

interface SessionEnd {
  readonly endsInMs: number;
  readonly extendable: boolean;
}

/** Said this long before the end. */
const WARN = 60_000;
/** A session may also be ended by an administrator, or go on in another tab: looked at this often at least. */
const LOOK = 10 * 60_000;
const LOOK_WHILE_WARNING = 10_000;
const FETCH_AFTER = 3_000;

export type SessionState =
  | { readonly phase: 'ending'; readonly endsAt: number; readonly extendable: boolean }
  | { readonly phase: 'ended' };

/**
 * Warns a minute before the session ends, and where it has ended asks to sign in again over the page, so that
 * what was typed stays.
 */
export function SessionWatch() {
  const navigate = useNavigate();
  const [state, setState] = useState<SessionState>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const looking = useRef<() => void>(() => undefined);

  const look = useCallback(async () => {
    clearTimeout(timer.current);
    let next = WARN;
    try {
      const end = await request<SessionEnd>('GET', '/sessions/current', { background: true });
      const near = end.endsInMs <= WARN;
      setState(
        near ? { phase: 'ending', endsAt: Date.now() + end.endsInMs, extendable: end.extendable } : undefined,
      );
      next = near ? Math.min(LOOK_WHILE_WARNING, end.endsInMs + 500) : Math.min(LOOK, end.endsInMs - WARN);
    } catch (error) {
      // Ended: `onSignedOut` has said so. Any other trouble passes, and then one looks again.
      if (error instanceof ProblemError && [401, 404].includes(error.problem.status)) return;
    }
    timer.current = setTimeout(() => looking.current(), next);
  }, []);

  useEffect(() => {
    // A session that has ended hands out no more code.
    const early = setTimeout(() => void loadDialog(), FETCH_AFTER);
    looking.current = () => void look();
    looking.current();
    // A computer that slept has missed its timers.
    const awake = () => document.visibilityState === 'visible' && looking.current();
    document.addEventListener('visibilitychange', awake);
    const forget = onSignedOut(() => setState({ phase: 'ended' }));
    return () => {
      document.removeEventListener('visibilitychange', awake);
      forget();
      clearTimeout(early);
      clearTimeout(timer.current);
    };
  }, [look]);

  if (!state) return null;
  return (
    <Suspense>
      <SessionDialog
        key={state.phase}
        state={state}
        goOn={async () => {
          await get('/me');
          await look();
        }}
        signedIn={async () => {
          setState(undefined);
          await queryClient.invalidateQueries();
          await look();
        }}
        leave={() => void signOut().then(() => navigate({ to: '/sign-in', search: {} }))}
      />
    </Suspense>
  );
}
