import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Copy } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { copyText } from '../parts/copy.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { toast } from '../parts/toast.tsx';
import { FactorEnd } from './factor-end.tsx';
import { FactorSetUp } from './factor-set-up.tsx';

interface Factor {
  readonly enrolled: boolean;
  readonly recoveryCodesLeft: number | null;
}

const queryKey = ['second-factor'];

/** The second factor of one's own account: set up, confirmed, given up. */
export function FactorCard() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [fresh, setFresh] = useState<readonly string[]>();
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => get<Factor>('/me/second-factor', undefined, signal),
  });
  const refresh = () => client.invalidateQueries({ queryKey });
  return (
    <Card title={t('account.factor')}>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones />
      ) : !data.enrolled ? (
        <FactorSetUp
          done={async codes => {
            setFresh(codes);
            await refresh();
          }}
        />
      ) : (
        <>
          <p className="small-gap">{t('account.factorOn', { count: data.recoveryCodesLeft ?? 0 })}</p>
          {fresh && <RecoveryCodes codes={fresh} />}
          <FactorEnd
            done={async () => {
              setFresh(undefined);
              toast(t('account.factorEnded'));
              await refresh();
            }}
          />
        </>
      )}
    </Card>
  );
}

function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <div className="secret" role="status">
      <span className="field-label">{t('account.recoveryCodes')}</span>
      <ul className="recovery-codes">
        {codes.map(code => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Button
        size="small"
        icon={<Copy size={13} aria-hidden="true" />}
        onClick={() => void copyText(codes.join('\n'))}
      >
        {t('account.copyCodes')}
      </Button>
    </div>
  );
}
