import { useTranslation } from 'react-i18next';
import { TokenTable } from '../account/token-table.tsx';
import { Card } from '../parts/card.tsx';
import { accountPath } from './queries.ts';

export function OthersTokensCard({ userId }: { userId: string }) {
  const { t } = useTranslation();
  return (
    <Card title={t('account.tokens')}>
      <p className="text2 small-gap">{t('accounts.tokensText')}</p>
      <TokenTable of={accountPath(userId)} none={t('accounts.noTokens')} />
    </Card>
  );
}
