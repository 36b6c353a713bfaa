import { useMutation } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../api/client.ts';
import { Card } from '../parts/card.tsx';
import { problemText } from '../parts/problem-text.ts';
import { Glyph } from '../parts/status.tsx';
import { toast } from '../parts/toast.tsx';
import { AccountFields, faultOf, type Draft } from './account-fields.tsx';
import { accountPath, useRefreshAccount, type Account } from './queries.ts';

const draftOf = ({ displayName, email, roles, tasks, scope }: Account): Draft => ({
  displayName,
  email: email ?? '',
  roles,
  tasks,
  scope,
});

/** What differs from the account as it stands; what was not touched is left to whoever changes it meanwhile. */
function changesOf(
  account: Account,
  draft: Draft,
): Partial<Omit<Draft, 'email'>> & { email?: string | null } {
  const before = draftOf(account);
  const { email, ...others } = Object.fromEntries(
    Object.entries({ ...draft, displayName: draft.displayName.trim(), email: draft.email.trim() }).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field as keyof Draft]),
    ),
  ) as Partial<Draft>;
  return { ...others, ...(email === undefined ? {} : { email: email || null }) };
}

/** Name, address, roles, tasks and scope; nobody changes their own rights, nor those of the built-in account. */
export function AccountEditor({ account, own }: { account: Account; own: boolean }) {
  const { t } = useTranslation();
  const refresh = useRefreshAccount(account.userId);
  const [draft, setDraft] = useState(() => draftOf(account));
  const [fault, setFault] = useState<ReturnType<typeof faultOf>>();
  const changes = changesOf(account, draft);
  const save = useMutation({
    mutationFn: () => request('PATCH', accountPath(account.userId), { body: changes }),
    onSuccess: async () => {
      toast(t('accounts.saved', { userId: account.userId }));
      await refresh();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = faultOf(draft);
    setFault(found);
    if (!found) save.mutate();
  };
  const fixed = account.builtIn ? t('accounts.fixedBuiltIn') : own ? t('accounts.fixedOwn') : undefined;
  return (
    <Card title={t('accounts.profile')}>
      <form onSubmit={submit} noValidate>
        <AccountFields
          draft={draft}
          fixed={fixed}
          change={changed => {
            save.reset();
            setDraft({ ...draft, ...changed });
          }}
        />
        {(fault ?? save.error) && (
          <p className="field-error" role="alert">
            <Glyph shape="failed" tone="critical" />{' '}
            {fault ? t(`accounts.faults.${fault}`) : problemText(save.error)}
          </p>
        )}
        <div className="row-actions top-gap">
          <Button
            type="primary"
            htmlType="submit"
            disabled={Object.keys(changes).length === 0}
            loading={save.isPending}
          >
            {t('common.save')}
          </Button>
          <Button
            disabled={Object.keys(changes).length === 0}
            onClick={() => {
              save.reset();
              setFault(undefined);
              setDraft(draftOf(account));
            }}
          >
            {t('common.reset')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
