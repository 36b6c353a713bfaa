import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useMe } from '../api/session.ts';
import { Card } from '../parts/card.tsx';
import { useFormat } from '../parts/format.ts';
import { toastError } from '../parts/toast.tsx';
import { HoldDialog } from './hold-dialog.tsx';
import { holdWord } from './hold-word.ts';
import { actOnHold, type CaseDetail, type Hold } from './queries.ts';
import { TextDialog } from './text-dialog.tsx';

/** Days that are kept for a case, and how they are released: by two people. */
export function HoldsCard({ of, acts }: { readonly of: CaseDetail; readonly acts: boolean }) {
  const { t } = useTranslation();
  const may = useMay();
  const scope = useMe()?.scope ?? null;
  const manages = acts && may('operations.manage') && scope === null;
  const [setting, setSetting] = useState(false);
  return (
    <Card
      title={t('cases.holds.title')}
      action={
        manages && (
          <Button size="small" onClick={() => setSetting(true)}>
            {t('cases.holds.set')}
          </Button>
        )
      }
    >
      <p className="small text2 small-gap">{t('cases.holds.help')}</p>
      {of.holds.length === 0 && <p className="text2">{t('cases.holds.none')}</p>}
      {of.holds.map(hold => (
        <HoldItem key={hold.id} hold={hold} manages={manages} />
      ))}
      {setting && <HoldDialog of={of} close={() => setSetting(false)} />}
    </Card>
  );
}

function HoldItem({ hold, manages }: { readonly hold: Hold; readonly manages: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const me = useMe();
  const [asked, setAsked] = useState<'release' | 'decline'>();
  const { release } = hold;
  return (
    <article className="case-note">
      <p className="wrap">{holdWord(hold, t)}</p>
      <p className="small text2">
        {hold.reason} · <span className="mono">{hold.by}</span> ·{' '}
        {t('cases.holds.days', { count: hold.days.length, number: format.number(hold.days.length) })}
      </p>
      {release && (
        <p className="notice slim" data-tone="warning">
          {t('cases.holds.asked', { by: release.by, reason: release.reason })}
        </p>
      )}
      {manages && (
        <div className="row-actions">
          {release ? (
            <>
              <Button
                size="small"
                disabled={release.by === me?.userId}
                title={release.by === me?.userId ? t('cases.holds.second') : undefined}
                onClick={() => void actOnHold(client, hold.id, 'confirm', {}).catch(toastError)}
              >
                {t('cases.holds.confirm')}
              </Button>
              <Button size="small" onClick={() => setAsked('decline')}>
                {t('cases.holds.decline')}
              </Button>
            </>
          ) : (
            <Button size="small" onClick={() => setAsked('release')}>
              {t('cases.holds.release')}
            </Button>
          )}
        </div>
      )}
      {asked && (
        <TextDialog
          title={t(`cases.holds.${asked}`)}
          label={t('cases.reason')}
          verb={t(`cases.holds.${asked}`)}
          act={reason => actOnHold(client, hold.id, asked, { reason })}
          close={() => setAsked(undefined)}
        />
      )}
    </article>
  );
}
