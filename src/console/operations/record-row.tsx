import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ShownOperation } from '../../../domain/operation-logs/records/index.ts';
import { Glyph } from '../parts/status.tsx';
import { objectOf } from './object.ts';
import { OperationIcon } from './operation-icon.tsx';
import { OwnTime } from './own-time.tsx';
import { termWord } from './words.ts';

interface Props {
  readonly record: ShownOperation;
  readonly index: number;
  readonly selected: boolean;
  /** The list spans several days. */
  readonly dated: boolean;
  readonly top: number;
  readonly height: number;
  readonly open: () => void;
}

/** One record: a line of columns, or on a phone two lines of the same cells. */
export function RecordRow({ record, index, selected, dated, top, height, open }: Props) {
  const { t } = useTranslation();
  const { from, to } = objectOf(record);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className="grid-row clickable operation-row"
      data-dated={dated || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={open}
    >
      <div role="gridcell" className="operation-time">
        <OwnTime record={record} dated={dated} />
      </div>
      <div role="gridcell" className="mono operation-computer">
        {record.computer === null ? (
          (record.source ?? '–')
        ) : (
          <Link
            to="/devices/$id"
            params={{ id: record.device }}
            className="row-link"
            onClick={event => event.stopPropagation()}
          >
            {record.computer}
          </Link>
        )}
      </div>
      <div role="gridcell" className="mono operation-user">
        {record.user ?? <span className="text3">–</span>}
      </div>
      <div role="gridcell" className="operation-word">
        <OperationIcon type={record.type} detail={record.detail} />
        <button type="button" className="row-link name-button" aria-expanded={selected}>
          {termWord('details', record.detail, t)}
        </button>
        {record.suspicious && <SuspiciousMark />}
        {record.archived && <span className="tag">{t('operations.record.archived')}</span>}
      </div>
      <div role="gridcell" className="mono operation-object" title={[from, to].filter(Boolean).join(' → ')}>
        {from ?? (to === undefined && <span className="text3">–</span>)}
        {to !== undefined && (
          <>
            <span className="text3"> → </span>
            {to}
          </>
        )}
      </div>
    </div>
  );
}

/** The mark with its word, which stands beside it only for who does not see it. */
function SuspiciousMark() {
  const { t } = useTranslation();
  return (
    <span className="status" title={t('operations.suspicious')}>
      <Glyph shape="suspicious" tone="important" />
      <span className="visually-hidden">{t('operations.suspicious')}</span>
    </span>
  );
}
