import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Deployments } from '../installers/deployments.tsx';
import { InstallerList } from '../installers/installer-list.tsx';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { Assignments } from './assignments.tsx';
import { ConfigurationList } from './configuration-list.tsx';
import { configurationsQuery } from './requests.ts';
import { VersionsTab } from './versions/versions-tab.tsx';

const tabs = ['configurations', 'assignment', 'installers', 'deployment', 'versions'] as const;

/** Settings › Agent configurations: what agents are told to do, which computers are told it, and their versions. */
export function AgentsPage() {
  const { t } = useTranslation();
  const { params } = useAsOf();
  const { tab: wanted } = useSearch({ strict: false });
  const tab = tabs.find(each => each === wanted) ?? 'configurations';
  const { data, error, refetch } = useQuery(configurationsQuery(params));
  usePageTitle([{ text: t('shell.nav.settings') }, { text: t('agents.title') }]);
  return (
    <div className="page agent-page">
      <div className="page-head">
        <div>
          <h1>{t('agents.title')}</h1>
          <p className="text2 page-lead">{t('agents.lead')}</p>
        </div>
      </div>
      <nav className="tabs" aria-label={t('agents.title')}>
        {tabs.map(each => (
          <Link
            key={each}
            to="."
            search={previous => ({ ...previous, tab: each, kind: undefined, sel: undefined, q: undefined })}
            className="tab"
            data-current={tab === each || undefined}
            aria-current={tab === each ? 'page' : undefined}
            activeProps={{}}
          >
            {t(`agents.tabs.${each}`)}
          </Link>
        ))}
      </nav>
      {error && !data ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={8} />
      ) : tab === 'configurations' ? (
        <ConfigurationList configurations={data.items} />
      ) : tab === 'assignment' ? (
        <Assignments configurations={data.items} />
      ) : tab === 'installers' ? (
        <InstallerList configurations={data.items} />
      ) : tab === 'deployment' ? (
        <Deployments />
      ) : (
        <VersionsTab configurations={data.items} />
      )}
    </div>
  );
}
