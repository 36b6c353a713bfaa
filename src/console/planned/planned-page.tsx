import { Link, useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../api/session.ts';
import { Ranks } from '../parts/mark.tsx';
import { NotFound } from '../parts/not-found.tsx';
import { usePageTitle } from '../shell/crumbs.ts';
import { footModules, modules, type PlannedKey } from '../shell/navigation.ts';

const planned: readonly PlannedKey[] = ['assets', 'security', 'distribution', 'reports', 'settings'];

/** A module that is not there yet says what it will hold and what serves until then. */
export function PlannedPage() {
  const path = useRouterState({ select: state => state.location.pathname });
  const key = planned.find(each => `/${each}` === path);
  return key ? <Planned module={key} /> : <NotFound />;
}

function Planned({ module }: { module: PlannedKey }) {
  const { t } = useTranslation();
  const may = useMay();
  const managesAccounts = useMe()?.scope === null && may('accounts.manage');
  const name = t(`planned.${module}.name`);
  usePageTitle([{ text: name }]);
  const Icon = [...modules, ...footModules].find(each => each.key === module)!.icon;
  return (
    <div className="page">
      <div className="planned">
        <Ranks lit={16} />
        <h1>
          <Icon size={20} strokeWidth={1.75} aria-hidden="true" /> {name}
        </h1>
        <p className="text2">{t('planned.notYet')}</p>
        <h2>{t('planned.willHold')}</h2>
        <ul>
          {t(`planned.${module}.holds`)
            .split('\n')
            .map(line => (
              <li key={line}>{line}</li>
            ))}
        </ul>
        <h2>{t('planned.untilThen')}</h2>
        <p>
          {t(`planned.${module}.until`)}{' '}
          <Link to={untilPath[module]}>{t(`shell.nav.${untilWord[module]}`)}</Link>
        </p>
        {module === 'settings' && (
          <p>
            {t('planned.ready')} <Link to="/settings/licence">{t('licence.title')}</Link>
            {' · '}
            <Link to="/settings/organization">{t('organization.title')}</Link>
            {' · '}
            <Link to="/settings/agents">{t('agents.title')}</Link>
            {may('operations.read') && (
              <>
                {' · '}
                <Link to="/settings/operation-logs">{t('operationLogs.title')}</Link>
              </>
            )}
            {managesAccounts && (
              <>
                {' · '}
                <Link to="/settings/accounts">{t('accounts.title')}</Link>
              </>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

const untilPath = {
  assets: '/devices',
  security: '/software',
  distribution: '/software',
  reports: '/',
  settings: '/account',
} as const satisfies Record<PlannedKey, string>;
const untilWord = {
  assets: 'devices',
  security: 'software',
  distribution: 'software',
  reports: 'home',
  settings: 'profile',
} as const;
