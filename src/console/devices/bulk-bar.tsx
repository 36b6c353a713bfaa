import { Button } from 'antd';
import { Copy, Download, Filter as FilterIcon, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import type { ListAct } from './acts/act-dialogs.tsx';
import { BulkActs } from './acts/bulk-acts.tsx';
import { MOST_COPIED } from './copy-rows.ts';
import { MOST_NAMED } from './queries.ts';
import type { Selection } from './selection.ts';

interface Props {
  readonly selection: Selection;
  readonly total: number | undefined;
  readonly copyRows: () => void;
  readonly exportHref: string;
  readonly showOnly: () => void;
  readonly begin: (act: ListAct) => void;
}

/** Floats over the foot of the list and never shifts it. */
export function BulkBar({ selection, total, copyRows, exportHref, showOnly, begin }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const { time } = useAsOf();
  if (selection.count === 0) return null;
  // An address holds only so many ids; all that match are named by their filter.
  const named = selection.all || selection.count <= MOST_NAMED;
  return (
    <div className="bulk-bar" role="region" aria-label={t('devices.bulk.label')}>
      <strong>
        {selection.all && selection.ids.size === 0
          ? t('devices.bulk.allSelected', { count: selection.count })
          : t('devices.list.selected', { count: selection.count })}
      </strong>
      {!selection.all && total !== undefined && total > selection.count && (
        <button type="button" className="link-button" onClick={selection.selectAll}>
          {t('devices.bulk.selectAll', { count: total })}
        </button>
      )}
      <i className="bar-line" />
      {named && (
        <a
          className="button small"
          href={exportHref}
          download
          title={`${format.number(selection.count)} · CSV`}
        >
          <Download size={14} aria-hidden="true" /> {t('devices.bulk.export')}
        </a>
      )}
      {selection.count <= MOST_COPIED && (
        <Button size="small" icon={<Copy size={14} aria-hidden="true" />} onClick={copyRows}>
          {t('lists.copyRows', { count: selection.count })}
        </Button>
      )}
      {named && !selection.all && (
        <Button size="small" icon={<FilterIcon size={14} aria-hidden="true" />} onClick={showOnly}>
          {t('devices.bulk.filter')}
        </Button>
      )}
      {!time && may('devices.manage') && (
        <BulkActs count={selection.count} all={selection.all} begin={begin} />
      )}
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
