import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ProfileFields, profileFaultOf, type Profile } from '../accounts/profile-fields.tsx';
import { roleWords, scopeWords, taskWords } from '../accounts/words.ts';
import { request } from '../api/client.ts';
import { meQuery } from '../api/session.ts';
import type { Me } from '../api/types.ts';
import { Card } from '../parts/card.tsx';
import { problemText } from '../parts/problem-text.ts';
import { Glyph } from '../parts/status.tsx';
import { toast } from '../parts/toast.tsx';

const profileOf = ({ displayName, email }: Me): Profile => ({ displayName, email: email ?? '' });

/** One's own name and address, which everybody keeps; and what one may, which somebody else says. */
export function ProfileCard({ me }: { me: Me }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [profile, setProfile] = useState(() => profileOf(me));
  const [fault, setFault] = useState<ReturnType<typeof profileFaultOf>>();
  const typed = { displayName: profile.displayName.trim(), email: profile.email.trim() };
  const before = profileOf(me);
  const changed = typed.displayName !== before.displayName || typed.email !== before.email;
  const save = useMutation({
    mutationFn: () =>
      request<Me>('PATCH', '/me', { body: { displayName: typed.displayName, email: typed.email || null } }),
    onSuccess: answer => {
      client.setQueryData(meQuery.queryKey, answer);
      toast(t('account.profileSaved'));
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = profileFaultOf(profile);
    setFault(found);
    if (!found) save.mutate();
  };
  const rights = [
    [t('accounts.rolesLabel'), roleWords(me.roles, t)],
    [t('accounts.tasksLabel'), taskWords(me.tasks, t)],
    [t('accounts.scopeLabel'), scopeWords(me.scope, t)],
  ] as const;
  return (
    <>
      <Card title={t('account.profile')}>
        <p className="text2 small-gap">{t('account.profileText')}</p>
        <form onSubmit={submit} noValidate>
          <ProfileFields
            profile={profile}
            change={part => {
              save.reset();
              setProfile({ ...profile, ...part });
            }}
          />
          {(fault ?? save.error) && (
            <p className="field-error" role="alert">
              <Glyph shape="failed" tone="critical" />{' '}
              {fault ? t(`accounts.faults.${fault}`) : problemText(save.error)}
            </p>
          )}
          <div className="row-actions top-gap">
            <Button type="primary" htmlType="submit" disabled={!changed} loading={save.isPending}>
              {t('common.save')}
            </Button>
          </div>
        </form>
      </Card>
      <Card title={t('account.rights')}>
        <dl>
          {rights.map(([name, value]) => (
            <div className="kv" key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
    </>
  );
}
