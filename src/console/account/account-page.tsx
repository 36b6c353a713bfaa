import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { roleWords } from '../accounts/words.ts';
import { useMe } from '../api/session.ts';
import { Card } from '../parts/card.tsx';
import { usePageTitle } from '../shell/crumbs.ts';
import { setKeysEnabled } from '../shell/keys.ts';
import { usePreference, useSavePreferences } from '../shell/preferences.ts';
import { FactorCard } from './factor-card.tsx';
import { OwnPassword } from './own-password.tsx';
import { ProfileCard } from './profile-card.tsx';
import { SessionsCard } from './sessions-card.tsx';
import { TokensCard } from './tokens-card.tsx';

const tabs = ['profile', 'sessions', 'tokens', 'password', 'factor', 'keys'] as const;

export function AccountPage() {
  const { t } = useTranslation();
  const me = useMe();
  const { tab: wanted } = useSearch({ strict: false });
  const tab = tabs.find(each => each === wanted) ?? 'profile';
  usePageTitle([{ text: t('account.title') }]);
  if (!me) return null;
  return (
    <div className="page narrow">
      <div className="page-head">
        <div>
          <h1>{t('account.title')}</h1>
          <p className="text2 page-lead">
            {t('account.lead', { userId: me.userId, roles: roleWords(me.roles, t) })}
          </p>
        </div>
      </div>
      <nav className="tabs" aria-label={t('account.tabs.label')}>
        {tabs.map(each => (
          <Link
            key={each}
            to="."
            search={previous => ({ ...previous, tab: each })}
            className="tab"
            data-current={tab === each || undefined}
            aria-current={tab === each ? 'page' : undefined}
            activeProps={{}}
          >
            {t(`account.tabs.${each}`)}
          </Link>
        ))}
      </nav>
      {tab === 'profile' && <ProfileCard key={me.userId} me={me} />}
      {tab === 'sessions' && <SessionsCard />}
      {tab === 'tokens' && <TokensCard />}
      {tab === 'password' && (
        <Card title={t('account.password')}>
          <p className="text2 small-gap">{t('account.passwordText')}</p>
          <OwnPassword userId={me.userId} />
        </Card>
      )}
      {tab === 'factor' && <FactorCard />}
      {tab === 'keys' && <KeysCard />}
    </div>
  );
}

function KeysCard() {
  const { t } = useTranslation();
  const on = usePreference('keys') !== false;
  const save = useSavePreferences();
  return (
    <Card title={t('account.keys')}>
      <p className="text2 small-gap">{t('account.keysText')}</p>
      <label className="check">
        <input
          type="checkbox"
          checked={on}
          onChange={() => {
            setKeysEnabled(!on);
            void save({ keys: !on });
          }}
        />{' '}
        {t('account.keysOn')}
      </label>
    </Card>
  );
}
