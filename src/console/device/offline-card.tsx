import { useTranslation } from 'react-i18next';
import type { DeviceDetail } from '../api/types.ts';
import { Card } from '../parts/card.tsx';
import { When } from '../parts/when.tsx';
import { Value } from './value.tsx';

/** When what is known was collected, and when and by whom it was brought here. */
export function OfflineCard({ delivery }: { delivery: NonNullable<DeviceDetail['offline']> }) {
  const { t } = useTranslation();
  const { collectedAt, deliveredAt, deliveredBy, outcome, signed } = delivery;
  return (
    <Card title={t('device.offline.title')}>
      <dl>
        <Value label={t('device.offline.collected')}>
          <When at={collectedAt} />
        </Value>
        <Value label={t('device.offline.delivered')}>
          <When at={deliveredAt} />
        </Value>
        <Value label={t('device.offline.by')}>{deliveredBy.replace(/^account:/, '')}</Value>
        <Value label={t('device.offline.outcome')}>{t(`offline.done.${outcome}`)}</Value>
        <Value label={t('device.offline.signature')}>
          {t(signed ? 'device.offline.signed' : 'device.offline.unsigned')}
        </Value>
      </dl>
    </Card>
  );
}
