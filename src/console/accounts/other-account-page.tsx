import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SessionsCard } from '../account/sessions-card.tsx';
import { useMay, useMe } from '../api/session.ts';
import { recordsOfUser } from '../operations/links.ts';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { AccountActs } from './account-acts.tsx';
import { AccountEditor } from './account-editor.tsx';
import { AccountStatus } from './account-status.tsx';
import { OthersFactorCard } from './others-factor-card.tsx';
import { OthersTokensCard } from './others-tokens-card.tsx';
import { accountPath, accountQuery, type Account } from './queries.ts';

/** Settings › Accounts › one account: who it is, what it may do, where it is signed in. */
export function OtherAccountPage() {
  const { t } = useTranslation();
  const { userId = '' } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(accountQuery(userId));
  usePageTitle([
    { text: t('accounts.title'), to: '/settings/accounts' },
    { text: userId, mono: true },
  ]);
  return (
    <div className="page narrow">
      {error && !data ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : data ? (
        <Parts key={data.userId} account={data} />
      ) : (
        <Bones lines={8} />
      )}
    </div>
  );
}

function Parts({ account }: { account: Account }) {
  const { t } = useTranslation();
  const me = useMe();
  const may = useMay();
  const { time } = useAsOf();
  const own = account.userId === me?.userId;
  return (
    <>
      <div className="page-head">
        <div className="object-title">
          <div className="title-row">
            <h1>{account.displayName}</h1>
            <AccountStatus locked={account.locked} mustChangePassword={account.mustChangePassword} />
          </div>
          <p className="text2">
            <span className="mono">{account.userId}</span>
            {account.builtIn && <> · {t('accounts.builtIn')}</>}
            {own && <> · {t('accounts.own')}</>}
            {may('operations.read') && (
              <>
                {' '}
                ·{' '}
                <Link to="/operations" search={recordsOfUser(account.userId)}>
                  {t('accounts.operations')}
                </Link>
              </>
            )}
          </p>
        </div>
        {!time && !own && <AccountActs account={account} />}
      </div>
      {time ? (
        <p className="notice slim" data-tone="warning">
          {t('accounts.pastText')}
        </p>
      ) : (
        <>
          <AccountEditor account={account} own={own} />
          <SessionsCard of={accountPath(account.userId)} />
          <OthersTokensCard userId={account.userId} />
          <OthersFactorCard account={account} own={own} />
        </>
      )}
    </>
  );
}
