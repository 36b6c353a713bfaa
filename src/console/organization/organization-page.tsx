import { Link, useSearch } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLive } from '../api/live.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { hierarchyKey, placeKinds } from './queries.ts';
import { TreeCard } from './tree-card.tsx';

/** Settings › Departments and locations: what is defined, and what devices record beside it. */
export function OrganizationPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { tab } = useSearch({ strict: false });
  const kind = placeKinds.find(each => each === tab) ?? 'department';
  usePageTitle([{ text: t('shell.nav.settings') }, { text: t('organization.title') }]);
  useLive(({ collection }) => {
    if (collection.startsWith('organization.')) void client.invalidateQueries({ queryKey: [hierarchyKey] });
  });
  return (
    <div className="page narrow">
      <div className="page-head">
        <div>
          <h1>{t('organization.title')}</h1>
          <p className="text2 page-lead">{t('organization.lead')}</p>
        </div>
      </div>
      <nav className="tabs" aria-label={t('organization.tabs')}>
        {placeKinds.map(each => (
          <Link
            key={each}
            to="."
            search={previous => ({ ...previous, tab: each })}
            className="tab"
            data-current={kind === each || undefined}
            aria-current={kind === each ? 'page' : undefined}
            activeProps={{}}
          >
            {t(`organization.${each}.title`)}
          </Link>
        ))}
      </nav>
      <TreeCard kind={kind} />
    </div>
  );
}
