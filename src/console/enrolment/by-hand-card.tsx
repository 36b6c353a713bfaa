import { Button } from 'antd';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../parts/card.tsx';

const RegisterDialog = lazy(() =>
  import('./register-dialog.tsx').then(module => ({ default: module.RegisterDialog })),
);

/** The way in for what runs no agent. */
export function ByHandCard() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Card title={t('acts.register.title')}>
      <p className="text2 small-gap">{t('acts.register.explain')}</p>
      <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => setOpen(true)}>
        {t('acts.register.open')}
      </Button>
      <Suspense>{open && <RegisterDialog close={() => setOpen(false)} />}</Suspense>
    </Card>
  );
}
