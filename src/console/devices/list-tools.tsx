import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { Columns3, Download, Plus, Usb } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { Popup } from '../parts/popup.tsx';
import { RefreshButton } from '../parts/refresh-button.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { offeredColumns } from './columns.ts';
import { useDeviceFields } from './own-fields.ts';
import { ExportMenu, type ExportView } from './export-menu.tsx';

const ColumnChooser = lazy(() =>
  import('./column-chooser.tsx').then(module => ({ default: module.ColumnChooser })),
);

export type ListPopup = 'columns' | 'export' | undefined;

interface Props {
  readonly popup: ListPopup;
  readonly setPopup: (popup: ListPopup) => void;
  readonly view: ExportView;
  readonly total: number | undefined;
  readonly refresh: () => Promise<unknown>;
}

/** At the end of the title row: read anew, columns, export, add. */
export function ListTools({ popup, setPopup, view, total, refresh }: Props) {
  const { t } = useTranslation();
  const may = useMay();
  const { time } = useAsOf();
  const fields = useDeviceFields();
  return (
    <>
      <Link to="/devices/revisions" className="wide-only">
        {t('revisions.title')}
      </Link>
      <RefreshButton refresh={refresh} />
      <Popup
        label={t('devices.chooser.title')}
        align="end"
        open={popup === 'columns'}
        setOpen={open => setPopup(open ? 'columns' : undefined)}
        trigger={props => (
          <Button className="wide-only" icon={<Columns3 size={15} aria-hidden="true" />} {...props}>
            {t('devices.chooser.button', { shown: view.columns.length, all: offeredColumns(fields).length })}
          </Button>
        )}
      >
        <Suspense fallback={<div className="chooser" />}>
          <ColumnChooser columns={view.columns} />
        </Suspense>
      </Popup>
      <Popup
        label={t('devices.export.title')}
        align="end"
        open={popup === 'export'}
        setOpen={open => setPopup(open ? 'export' : undefined)}
        trigger={props => (
          <Button className="wide-only" icon={<Download size={15} aria-hidden="true" />} {...props}>
            {t('common.export')}
          </Button>
        )}
      >
        <ExportMenu view={view} total={total} />
      </Popup>
      {!time && may('devices.manage') && (
        <Link to="/devices/offline" className="button wide-only">
          <Usb size={15} aria-hidden="true" /> {t('offline.open')}
        </Link>
      )}
      {!time && may('agents.enrol') && (
        <Link to="/devices/add" className="button primary">
          <Plus size={15} aria-hidden="true" /> <span className="wide-only">{t('devices.add')}</span>
          <span className="visually-hidden phone-only">{t('devices.add')}</span>
        </Link>
      )}
    </>
  );
}
