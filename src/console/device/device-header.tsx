import { Link } from '@tanstack/react-router';
import {
  Copy,
  FileText,
  HardDrive,
  Keyboard,
  Laptop,
  Monitor,
  Package,
  Printer,
  Router,
  ScrollText,
  Server,
  Smartphone,
  Tablet,
  Usb,
  type LucideIcon,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import type { DeviceDetail } from '../api/types.ts';
import { recordsOfDevice } from '../operations/links.ts';
import { copyText } from '../parts/copy.ts';
import { useFormat } from '../parts/format.ts';
import { isDeviceStatus, Status } from '../parts/status.tsx';
import { When } from '../parts/when.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { typeIcons } from '../device-fields/type-icon.tsx';
import { useOwnTypes } from '../devices/own-types.ts';
import { valueWord } from '../devices/value-words.ts';
import { DeviceActs } from './device-acts.tsx';
import { Neighbours } from './neighbours.tsx';

/** By form where the enclosure tells it, else by type. */
const icons: Readonly<Record<string, LucideIcon>> = {
  notebook: Laptop,
  desktop: Monitor,
  tablet: Tablet,
  smartphone: Smartphone,
  pc: Monitor,
  server: Server,
  printer: Printer,
  'network-device': Router,
  'smart-device': Smartphone,
  storage: HardDrive,
  'usb-device': Usb,
  display: Monitor,
  peripheral: Keyboard,
  other: Package,
};

export function DeviceHeader({ detail }: { detail: DeviceDetail }) {
  const ownTypes = useOwnTypes();
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { time, params } = useAsOf();
  const { summary } = detail;
  const text = (key: string) => (typeof summary[key] === 'string' ? summary[key] : undefined);
  const address = text('ipAddress');
  const online = summary['online'];
  const status = detail.managementStatus;
  const standing = status === 'managed' || status === 'ignored' || status === 'discovered';
  const type = text('deviceType');
  // A computer that is a server by its system stays one, whatever box it stands in.
  const form = type === 'pc' || type === 'smart-device' ? detail.form : null;
  const own = ownTypes.find(({ id }) => id === type)?.icon ?? '';
  const Icon: LucideIcon = icons[form ?? type ?? ''] ?? typeIcons[own] ?? Monitor;
  const what = form ? t(`device.forms.${form}`) : type && valueWord('deviceType', type, t, format);
  const facts = [what, text('osName')].filter(Boolean).join(', ');
  const place = [text('department')?.split('/').join(' / '), text('location')].filter(Boolean).join(', ');
  return (
    <header className="object-head">
      <span className="object-icon wide-only">
        <Icon size={20} strokeWidth={1.75} aria-hidden="true" />
      </span>
      <div className="object-title">
        <div className="title-row">
          <h1 className="mono">{String(summary['name'] ?? detail.id)}</h1>
          {!time && isDeviceStatus(online) && (
            <Status value={online} word={valueWord('online', online, t, format)} pill />
          )}
          {isDeviceStatus(status) && (
            <Status value={status} word={valueWord('managementStatus', status, t, format)} />
          )}
        </div>
        <p className="object-line">
          {facts && <span>{facts}</span>}
          {address && (
            <span>
              <code>{address}</code>
              <button
                type="button"
                className="icon-button"
                aria-label={t('device.copyAddress')}
                onClick={() => void copyText(address)}
              >
                <Copy size={13} aria-hidden="true" />
              </button>
            </span>
          )}
          {text('user') && <span className="mono">{text('user')}</span>}
          {place && <span>{place}</span>}
          {!time && text('lastSeenAt') && (
            <span title={format.exact(text('lastSeenAt')!)}>
              {t('device.seen', { ago: format.relative(text('lastSeenAt')!) })}
            </span>
          )}
          {time && text('lastChangedAt') && <When at={text('lastChangedAt')!} />}
        </p>
      </div>
      <div className="object-actions">
        <Neighbours key={detail.id} id={detail.id} />
        {may('operations.read') && (
          <Link to="/operations" search={recordsOfDevice(detail.id)} className="button">
            <ScrollText size={15} aria-hidden="true" /> {t('device.operations')}
          </Link>
        )}
        <a
          className="button"
          href={apiUrl(`/devices/${encodeURIComponent(detail.id)}/sheet.pdf`, { ...params })}
          download
        >
          <FileText size={15} aria-hidden="true" /> {t('device.sheet')}
        </a>
        {!time && standing && may('devices.manage') && <DeviceActs detail={detail} />}
      </div>
      {!standing && (
        <p className="notice slim" data-tone="warning">
          {detail.mergedInto ? (
            <>
              {t('acts.ended.merged')}{' '}
              <Link to="/devices/$id" params={{ id: detail.mergedInto }}>
                {t('acts.ended.open')}
              </Link>
            </>
          ) : (
            t('acts.ended.removed')
          )}
        </p>
      )}
    </header>
  );
}
