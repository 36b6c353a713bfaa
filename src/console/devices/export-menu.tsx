import { FileJson, FileSpreadsheet } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { apiUrl } from '../api/client.ts';
import type { AsOfParams } from '../shell/as-of.ts';
import type { DeviceColumnKey } from './columns.ts';

export interface ExportView {
  readonly filter: string | undefined;
  readonly sort: string | undefined;
  readonly columns: readonly DeviceColumnKey[];
  readonly asOf: AsOfParams;
}

export const exportUrl = (view: ExportView, format: 'csv' | 'json') =>
  apiUrl('/devices/export', {
    format,
    filter: view.filter,
    sort: view.sort,
    fields: view.columns.join(','),
    ...view.asOf,
  });

/** Exactly the rows and columns of the view, all of them, in its order. */
export function ExportMenu({ view, total }: { view: ExportView; total: number | undefined }) {
  const { t } = useTranslation();
  return (
    <div className="menu-panel narrow">
      <p className="menu-note">{t('devices.export.why', { count: total ?? 0 })}</p>
      <a className="menu-item" href={exportUrl(view, 'csv')} download>
        <FileSpreadsheet size={16} aria-hidden="true" /> {t('devices.export.csv')}
      </a>
      <a className="menu-item" href={exportUrl(view, 'json')} download>
        <FileJson size={16} aria-hidden="true" /> {t('devices.export.json')}
      </a>
      <p className="menu-note text3">{t('devices.export.safe')}</p>
    </div>
  );
}
