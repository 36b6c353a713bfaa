import { useTranslation } from 'react-i18next';
import { Toned } from '../parts/status.tsx';

interface Props {
  readonly locked: unknown;
  readonly mustChangePassword?: unknown;
}

/** Whether it can be signed in with: enabled, locked for whom, or waiting for a password of its own. */
export function AccountStatus({ locked, mustChangePassword = false }: Props) {
  const { t } = useTranslation();
  if (locked === 'everyone')
    return <Toned shape="failed" tone="critical" word={t('accounts.status.everyone')} />;
  if (locked === 'strangers')
    return <Toned shape="warning" tone="warning" word={t('accounts.status.strangers')} />;
  if (mustChangePassword === true)
    return <Toned shape="queued" tone="unknown" word={t('accounts.status.temporary')} />;
  return <Toned shape="ok" tone="safe" word={t('accounts.status.no')} />;
}
