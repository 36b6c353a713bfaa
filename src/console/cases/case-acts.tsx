import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { actOnCase, changeCase, type CaseDetail } from './queries.ts';
import { TextDialog } from './text-dialog.tsx';

/** What can be done with a case as a whole: its members, its end, its beginning again. */
export function CaseActs({ of }: { readonly of: CaseDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [asked, setAsked] = useState<'members' | 'close' | 'reopen'>();
  const end = of.state === 'open' ? 'close' : 'reopen';
  const common = { close: () => setAsked(undefined) };
  return (
    <>
      <Button onClick={() => setAsked('members')}>{t('cases.acts.members')}</Button>
      <Button onClick={() => setAsked(end)}>{t(`cases.acts.${end}`)}</Button>
      {asked === 'members' && (
        <TextDialog
          {...common}
          title={t('cases.acts.members')}
          label={t('cases.acts.membersLabel')}
          verb={t('common.save')}
          begin={of.members.map(({ userId }) => userId).join(' ')}
          act={text =>
            changeCase(client, of.id, {
              members: text
                .toLowerCase()
                .split(/[\s,]+/)
                .filter(Boolean),
            })
          }
        />
      )}
      {(asked === 'close' || asked === 'reopen') && (
        <TextDialog
          {...common}
          title={t(`cases.acts.${asked}`)}
          label={t(`cases.acts.${asked}Label`)}
          verb={t(`cases.acts.${asked}`)}
          act={reason => actOnCase(client, of.id, asked, { reason })}
        />
      )}
    </>
  );
}
