import { Link, useRouterState } from '@tanstack/react-router';
import { Button } from 'antd';
import {
  ChevronDown,
  ChevronLeft,
  ChevronRight,
  CircleQuestionMark,
  History,
  Moon,
  Search,
  Sun,
} from 'lucide-react';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';
import { Mark, Wordmark } from '../parts/mark.tsx';
import { Popup } from '../parts/popup.tsx';
import { useAppearance } from '../theme/appearance.tsx';
import { useAsOf } from './as-of.ts';
import { AccountButton } from './account-button.tsx';
import { currentCrumbs, onCrumbs } from './crumbs.ts';
import { GoButton } from './go-button.tsx';
import { useSavePreferences } from './preferences.ts';
import type { Overlay } from './shell.tsx';
import { VisitedButtons } from './visited-buttons.tsx';

const AsOfPicker = lazy(() => import('./as-of-picker.tsx').then(module => ({ default: module.AsOfPicker })));

const mac = navigator.platform.startsWith('Mac');

interface Props {
  readonly overlay: Overlay;
  readonly setOverlay: (overlay: Overlay) => void;
}

export function TopBar({ overlay, setOverlay }: Props) {
  const { t } = useTranslation();
  const home = useRouterState({ select: state => state.location.pathname === '/' });
  const { mode, setChoice } = useAppearance();
  const save = useSavePreferences();
  const other = mode === 'dark' ? 'light' : 'dark';
  return (
    <header className="top-bar">
      <div className="top-place">
        <VisitedButtons />
        <GoButton setOverlay={setOverlay} />
        {home ? (
          <div className="crumbs">
            <span className="phone-only">
              <Mark size={20} />
            </span>
            <Wordmark />
          </div>
        ) : (
          <Crumbs />
        )}
      </div>
      <button
        type="button"
        className="search-button"
        aria-label={t('shell.search')}
        onClick={() => setOverlay('palette')}
      >
        <Search size={16} aria-hidden="true" />
        <span className="search-text">{t('shell.search')}</span>
        <span className="search-keys" aria-hidden="true">
          <kbd>{mac ? '⌘' : 'Ctrl'}</kbd> <kbd>K</kbd>
        </span>
      </button>
      <div className="top-actions">
        <AsOfButton open={overlay === 'asOf'} setOpen={open => setOverlay(open ? 'asOf' : undefined)} />
        <button
          type="button"
          className="icon-button large"
          title={t(other === 'dark' ? 'shell.toDark' : 'shell.toLight')}
          aria-label={t(other === 'dark' ? 'shell.toDark' : 'shell.toLight')}
          onClick={() => {
            setChoice(other);
            void save({ theme: other });
          }}
        >
          {mode === 'dark' ? <Sun size={18} aria-hidden="true" /> : <Moon size={18} aria-hidden="true" />}
        </button>
        <button
          type="button"
          className="icon-button large wide-only"
          title={`${t('shell.help')} (?)`}
          aria-label={t('shell.help')}
          onClick={() => setOverlay('keys')}
        >
          <CircleQuestionMark size={18} aria-hidden="true" />
        </button>
        <AccountButton />
      </div>
    </header>
  );
}

function Crumbs() {
  const crumbs = useSyncExternalStore(onCrumbs, currentCrumbs);
  const parent = crumbs.length > 1 ? crumbs[0] : undefined;
  return (
    <nav className="crumbs" aria-label="Breadcrumb">
      <span className="phone-only">
        {parent?.to ? (
          <Link to={parent.to} aria-label={parent.text} className="icon-button large">
            <ChevronLeft size={18} aria-hidden="true" />
          </Link>
        ) : (
          <Mark size={20} />
        )}
      </span>
      <ol>
        {crumbs.map((crumb, index) => (
          <li key={index} className={index < crumbs.length - 1 ? 'wide-only' : ''}>
            {crumb.to ? (
              <Link to={crumb.to}>{crumb.text}</Link>
            ) : (
              <span className={crumb.mono ? 'mono' : ''}>{crumb.text}</span>
            )}
            {index < crumbs.length - 1 && <ChevronRight size={14} aria-hidden="true" />}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function AsOfButton({ open, setOpen }: { open: boolean; setOpen: (open: boolean) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { time } = useAsOf();
  const word = time ? format.dateTime(time) : t('common.now');
  return (
    <Popup
      label={t('shell.asOf.title')}
      align="end"
      className="as-of-panel"
      open={open}
      setOpen={setOpen}
      trigger={props => (
        <Button
          type={time ? 'primary' : 'default'}
          className="as-of-button"
          aria-label={t('shell.asOf.button', { when: word })}
          {...props}
        >
          {time ? <History size={14} aria-hidden="true" /> : <i className="now-dot" />}
          <span className="wide-only">{word}</span>
          <span className="phone-only">{time ? format.dayShort(time) : word}</span>
          <ChevronDown size={14} aria-hidden="true" />
        </Button>
      )}
    >
      <Suspense fallback={<div className="as-of-picker" />}>
        <AsOfPicker close={() => setOpen(false)} />
      </Suspense>
    </Popup>
  );
}
