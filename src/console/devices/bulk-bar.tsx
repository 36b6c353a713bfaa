import { Button } from 'antd';
import { Copy, Download, Filter as FilterIcon, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import { BulkActs } from './acts/bulk-acts.tsx';
import type { Selection } from './selection.ts';

interface Props {
  readonly selection: Selection;
  readonly total: number | undefined;
  readonly copyNames: () => void;
  readonly exportHref: string;
  readonly showOnly: () => void;
  /** The ids of the selection, also where all that match are selected. */
  readonly idsOf: () => Promise<readonly string[]>;
  readonly nameOf: (id: string) => string;
}

/** Floats over the foot of the list and never shifts it. */
export function BulkBar({ selection, total, copyNames, exportHref, showOnly, idsOf, nameOf }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { time } = useAsOf();
  if (selection.count === 0) return null;
  return (
    <div className="bulk-bar" role="region" aria-label={t('devices.bulk.label')}>
      <strong>
        {selection.all
          ? t('devices.bulk.allSelected', { count: selection.count })
          : t('devices.list.selected', { count: selection.count })}
      </strong>
      {!selection.all && total !== undefined && total > selection.count && (
        <button type="button" className="link-button" onClick={selection.selectAll}>
          {t('devices.bulk.selectAll', { count: total })}
        </button>
      )}
      <i className="bar-line" />
      <a
        className="button small"
        href={exportHref}
        download
        title={`${format.number(selection.count)} · CSV`}
      >
        <Download size={14} aria-hidden="true" /> {t('devices.bulk.export')}
      </a>
      {!selection.all && (
        <>
          <Button size="small" icon={<Copy size={14} aria-hidden="true" />} onClick={copyNames}>
            {t('devices.bulk.copyNames')}
          </Button>
          <Button size="small" icon={<FilterIcon size={14} aria-hidden="true" />} onClick={showOnly}>
            {t('devices.bulk.filter')}
          </Button>
        </>
      )}
      {!time && may('devices.manage') && <BulkActs selection={selection} idsOf={idsOf} nameOf={nameOf} />}
      <button
        type="button"
        className="icon-button"
        aria-label={t('devices.bulk.clear')}
        onClick={selection.clear}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
