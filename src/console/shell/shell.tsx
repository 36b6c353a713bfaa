import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LiveRegion } from '../parts/announce.tsx';
import { Toasts } from '../parts/toast.tsx';
import { useAppearance } from '../theme/appearance.tsx';
import { AsOfBand } from './as-of-band.tsx';
import { useAsOf, useSetAsOf } from './as-of.ts';
import { useKeys, type KeyMap } from './keys.ts';
import { footModules, modules } from './navigation.ts';
import { Rail, TabBar } from './rail.tsx';
import { TopBar } from './top-bar.tsx';
import { usePreferences } from './preferences.ts';
import { SessionWatch } from './session-watch.tsx';
import { useJobNotices } from './use-job-notices.ts';
import { useMayOpen } from './use-may-open.ts';

const loadPalette = () => import('./palette.tsx');
const Palette = lazy(() => loadPalette().then(module => ({ default: module.Palette })));
const KeyHelp = lazy(() => import('./key-help.tsx').then(module => ({ default: module.KeyHelp })));

export type Overlay = 'palette' | 'keys' | 'asOf' | undefined;

export function Shell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const mayOpen = useMayOpen();
  const { time } = useAsOf();
  const setAsOf = useSetAsOf();
  const { setPast } = useAppearance();
  const [overlay, setOverlay] = useState<Overlay>();
  const pathname = useRouterState({ select: state => state.location.pathname });
  usePreferences();
  // What is typed first should be there when it is asked for.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), 1_500);
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => setPast(time !== undefined), [time, setPast]);
  useJobNotices();

  const keys = useMemo<KeyMap>(
    () => ({
      'mod+k': () => setOverlay('palette'),
      '?': () => setOverlay('keys'),
      t: () => setOverlay('asOf'),
      Escape: () => {
        if (overlay) setOverlay(undefined);
        else if (time) setAsOf(undefined);
      },
      ...Object.fromEntries(
        [...modules, ...footModules]
          .filter(each => each.go && mayOpen(each))
          .map(each => [`g ${each.go}`, () => void navigate({ to: each.path })]),
      ),
      // Until the palette is there, what is typed belongs to it and to no page.
      ...(overlay === 'palette' || overlay === 'keys' ? { '*': () => undefined } : {}),
      'g j': () => void navigate({ to: '/jobs' }),
    }),
    [navigate, mayOpen, overlay, setAsOf, time],
  );
  useKeys(keys);

  return (
    <div className="shell">
      <a href="#content" className="skip-link">
        {t('shell.skip')}
      </a>
      <Rail />
      <div className="shell-body">
        <TopBar overlay={overlay} setOverlay={setOverlay} />
        {time && <AsOfBand time={time} />}
        <main id="content" tabIndex={-1} key={pathname} className="main">
          <Outlet />
        </main>
        <TabBar />
      </div>
      <Suspense>
        {overlay === 'palette' && <Palette close={() => setOverlay(undefined)} open={setOverlay} />}
        {overlay === 'keys' && <KeyHelp close={() => setOverlay(undefined)} />}
      </Suspense>
      <Toasts />
      <SessionWatch />
      <LiveRegion />
    </div>
  );
}
