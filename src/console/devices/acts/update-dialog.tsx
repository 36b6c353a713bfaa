import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { OrderDialog } from '../../agents/versions/order-dialog.tsx';
import { packagesQuery, versionsIn } from '../../agents/versions/requests.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { ErrorPanel } from '../../parts/error-panel.tsx';

interface Props {
  readonly ids: readonly string[];
  /** Name of the one device. */
  readonly name: string;
  readonly close: () => void;
  readonly after?: () => void;
}

/** Leads the agents of these devices to a version that is offered. */
export function UpdateDialog({ ids, name, close, after }: Props) {
  const { t } = useTranslation();
  const packages = useQuery(packagesQuery);
  const title = t('acts.update.title', {
    what: ids.length === 1 ? name : t('acts.devices', { count: ids.length }),
  });
  if (packages.data && packages.data.items.length > 0)
    return (
      <OrderDialog
        title={title}
        text={t('acts.update.follows')}
        versions={versionsIn(packages.data.items)}
        target={{ kind: 'devices', devices: [...ids] }}
        percent={100}
        close={close}
        {...(after && { after })}
      />
    );
  return (
    <Dialog
      title={title}
      width={520}
      close={close}
      foot={<Button onClick={close}>{t('common.close')}</Button>}
    >
      {packages.error && <ErrorPanel error={packages.error} />}
      {packages.data && (
        <p>
          {t('agentVersions.noPackages')} <code>muster agent-package add</code>
        </p>
      )}
    </Dialog>
  );
}
