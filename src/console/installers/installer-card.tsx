import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { configurationsQuery } from '../agents/requests.ts';
import { useMay } from '../api/session.ts';
import { Card } from '../parts/card.tsx';
import { CreateInstallerDialog } from './create-dialog.tsx';
import { useMayInstall } from './installer-list.tsx';

/** The shortest way to a device: an installer of Muster's own agent. */
export function InstallerCard() {
  const { t } = useTranslation();
  const mayInstall = useMayInstall();
  const may = useMay();
  const shown = mayInstall && may('system.read');
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ ...configurationsQuery({}), enabled: shown });
  if (!shown) return null;
  return (
    <Card
      title={t('installers.title')}
      action={
        <Link to="/settings/agents" search={{ tab: 'installers' }}>
          {t('installers.all')}
        </Link>
      }
    >
      <p className="text2 small-gap">{t('installers.lead')}</p>
      <Button type="primary" disabled={!data} onClick={() => setOpen(true)}>
        {t('installers.create')}
      </Button>
      {open && data && (
        <CreateInstallerDialog
          configurations={data.items}
          configuration="default"
          close={() => setOpen(false)}
        />
      )}
    </Card>
  );
}
