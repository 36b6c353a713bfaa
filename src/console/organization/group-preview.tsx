import { useTranslation } from 'react-i18next';
import type { GroupAct, GroupPreview, Scopes } from './queries.ts';

interface Props {
  readonly act: GroupAct;
  readonly preview: GroupPreview;
  readonly scopes: Scopes | undefined;
  readonly setScopes: (scopes: Scopes | undefined) => void;
}

/** What would follow on devices and accounts, and what somebody must say about scopes before. */
export function GroupPreviewView({ act, preview, scopes, setScopes }: Props) {
  const { t } = useTranslation();
  const { devices, accounts, gained } = preview;
  const renames = act.route === 'rename-group';
  return (
    <>
      <p role="status">
        {t(`organization.acts.${renames ? 'wouldRename' : 'wouldEmpty'}`, { count: devices })}
      </p>
      {!renames && devices > 0 && <p className="text2">{t('organization.acts.policies')}</p>}
      {accounts !== null && accounts.length > 0 && (
        <fieldset className="choices">
          <legend>{t('organization.scopes.title', { accounts: accounts.join(', ') })}</legend>
          {renames && gained === 0 ? (
            <p className="text2">{t('organization.scopes.follows')}</p>
          ) : renames ? (
            (['keep', 'follow'] as const).map(each => (
              <label key={each}>
                <input
                  type="radio"
                  name="scopes"
                  checked={scopes === each}
                  onChange={() => setScopes(each)}
                />{' '}
                {t(`organization.scopes.${each}`, { count: gained })}
              </label>
            ))
          ) : (
            <label>
              <input
                type="checkbox"
                checked={scopes === 'keep'}
                onChange={() => setScopes(scopes === 'keep' ? undefined : 'keep')}
              />{' '}
              {t('organization.scopes.keepRemoved')}
            </label>
          )}
        </fieldset>
      )}
    </>
  );
}
