import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { recordOfDevice, recordsOfDevice } from '../operations/links.ts';

/** From the warning of a suspicious operation to its record and to everything its computer recorded. */
export function OperationLinks({ type, data }: { readonly type: string; readonly data: unknown }) {
  const { t } = useTranslation();
  const may = useMay();
  if (type !== 'SuspiciousOperationDetected' && type !== 'MassPrintingDetected') return null;
  const { deviceId, record } = data as { readonly deviceId: string; readonly record?: string };
  if (!may('operations.read')) return null;
  return (
    <>
      {record !== undefined && (
        <Link to="/operations" search={recordOfDevice(deviceId, record)} className="button small">
          {t('events.openRecord')}
        </Link>
      )}
      <Link to="/operations" search={recordsOfDevice(deviceId)} className="button small">
        {t('events.openRecords')}
      </Link>
    </>
  );
}
