import { Link, useNavigate } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { CircleUser, ClipboardPen, FileKey, FileSearch, Info, LogOut, Network } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { roleWords } from '../accounts/words.ts';
import { useMe } from '../api/session.ts';
import { changeLanguage, type Language } from '../i18n/index.ts';
import { signOut } from '../session/sign-out.ts';
import { useAppearance } from '../theme/appearance.tsx';
import { usePreference, useSavePreferences } from './preferences.ts';

interface Props {
  readonly close: () => void;
  readonly about: () => void;
}

export function AccountMenu({ close, about }: Props) {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const save = useSavePreferences();
  const visitedHidden = usePreference('visitedHidden') ?? false;
  const { choice, density, setChoice, setDensity } = useAppearance();
  return (
    <div className="menu-panel">
      <div className="menu-head">
        <span className="text2">{t('shell.menu.signedInAs')}</span>
        <strong className="mono">{me?.userId}</strong>
        <span className="text2">{me && roleWords(me.roles, t)}</span>
      </div>
      <MenuChoice label={t('shell.menu.theme')}>
        <Segmented
          block
          aria-label={t('shell.menu.theme')}
          value={choice}
          options={(['system', 'light', 'dark'] as const).map(value => ({
            value,
            label: t(`shell.menu.${value}`),
          }))}
          onChange={value => {
            setChoice(value);
            void save({ theme: value });
          }}
        />
      </MenuChoice>
      <MenuChoice label={t('shell.menu.density')}>
        <Segmented
          block
          aria-label={t('shell.menu.density')}
          value={density}
          options={(['compact', 'comfortable'] as const).map(value => ({
            value,
            label: t(`shell.menu.${value}`),
          }))}
          onChange={value => {
            setDensity(value);
            void save({ density: value });
          }}
        />
      </MenuChoice>
      <MenuChoice label={t('shell.menu.language')}>
        <Segmented<Language>
          block
          aria-label={t('shell.menu.language')}
          value={i18n.language as Language}
          options={[
            { value: 'en', label: <span lang="en">English</span> },
            { value: 'ja', label: <span lang="ja">日本語</span> },
          ]}
          onChange={value => {
            void changeLanguage(value);
            void save({ language: value });
          }}
        />
      </MenuChoice>
      <label className="check">
        <input
          type="checkbox"
          checked={!visitedHidden}
          onChange={() => void save({ visitedHidden: !visitedHidden })}
        />{' '}
        {t('shell.visited.show')}
      </label>
      <div className="menu-foot">
        <Link to="/account" className="menu-item" onClick={close}>
          <CircleUser size={16} aria-hidden="true" /> {t('shell.menu.account')}
        </Link>
        <Link to="/settings/licence" className="menu-item" onClick={close}>
          <FileKey size={16} aria-hidden="true" /> {t('licence.title')}
        </Link>
        <Link to="/settings/organization" className="menu-item" onClick={close}>
          <Network size={16} aria-hidden="true" /> {t('organization.title')}
        </Link>
        <Link to="/settings/device-fields" className="menu-item" onClick={close}>
          <ClipboardPen size={16} aria-hidden="true" /> {t('deviceFields.title')}
        </Link>
        <Link to="/settings/software-search" className="menu-item" onClick={close}>
          <FileSearch size={16} aria-hidden="true" /> {t('softwareSearch.title')}
        </Link>
        <button
          type="button"
          className="menu-item"
          onClick={() => {
            close();
            about();
          }}
        >
          <Info size={16} aria-hidden="true" /> {t('shell.menu.about')}
        </button>
        <button
          type="button"
          className="menu-item"
          onClick={() => void signOut().then(() => navigate({ to: '/sign-in', search: {} }))}
        >
          <LogOut size={16} aria-hidden="true" /> {t('shell.menu.signOut')}
        </button>
      </div>
    </div>
  );
}

function MenuChoice({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="menu-choice">
      <span className="field-label">{label}</span>
      {children}
    </div>
  );
}
