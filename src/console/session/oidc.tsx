import { queryOptions, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Building2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { apiUrl, get } from '../api/client.ts';
import type en from '../i18n/en/session.ts';

const providerQuery = queryOptions({
  queryKey: ['oidc'],
  queryFn: ({ signal }) => get<{ readonly name: string | null }>('/oidc', {}, signal),
  staleTime: Infinity,
});

/** The way in through the identity provider; nothing where none is set up. */
export function OidcSignIn() {
  const { t } = useTranslation();
  const { back } = useSearch({ strict: false });
  const { data } = useQuery(providerQuery);
  if (!data?.name) return null;
  return (
    <div className="sign-in-oidc">
      <span className="sign-in-or">{t('session.oidc.or')}</span>
      {/* Away from the console and back: no route of it. */}
      <a className="button sign-in-provider" href={apiUrl('/oidc/start', { back: back ?? '/' })}>
        <Building2 size={16} aria-hidden="true" /> {t('session.oidc.with', { name: data.name })}
      </a>
    </div>
  );
}

type Problem = keyof (typeof en)['oidc']['problems'];
const problems: readonly Problem[] = [
  'OIDC_UNREACHABLE',
  'OIDC_REFUSED',
  'OIDC_FLOW_ENDED',
  'OIDC_NO_ACCOUNT',
  'IDENTITY_DIFFERS',
];

/** Why coming back from the provider did not sign in. */
export function OidcProblem() {
  const { t } = useTranslation();
  const { problem, name } = useSearch({ strict: false });
  const known = problems.find(each => each === problem);
  if (!known) return null;
  return (
    <div className="notice" data-tone="critical" role="alert">
      <div>
        <strong>{t(`session.oidc.problems.${known}.title`)}</strong>
        <p>{t(`session.oidc.problems.${known}.next`, { name: name ?? '' })}</p>
        <code>{known}</code>
      </div>
    </div>
  );
}
