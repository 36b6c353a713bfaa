import { Link } from '@tanstack/react-router';
import type { Row } from '../api/types.ts';
import { isDeviceStatus, Status } from '../parts/status.tsx';
import type { CellContext } from './cell.tsx';
import { valueWord } from './value-words.ts';

interface Props {
  readonly row: Row | undefined;
  readonly top: number;
  readonly index: number;
  readonly count: number;
  readonly context: CellContext;
  readonly onOpen: (index: number, id: string) => void;
}

/** Two lines of a device, as wide as a phone. */
export function PhoneRow({ row, top, index, count, context, onOpen }: Props) {
  const { t, format } = context;
  const style = { transform: `translateY(${top}px)` };
  if (!row)
    return (
      <div className="phone-row" role="listitem" style={style}>
        <i className="bone" style={{ width: '45%' }} />
        <i className="bone" style={{ width: '70%' }} />
      </div>
    );
  const online = row['online'];
  const seen = row['lastSeenAt'];
  const facts = [row['user'], row['department']].filter(value => typeof value === 'string' && value !== '');
  return (
    <div className="phone-row" role="listitem" aria-setsize={count} aria-posinset={index + 1} style={style}>
      <Link to="/devices/$id" params={{ id: row.id }} onClick={() => onOpen(index, row.id)}>
        <span className="phone-row-line">
          <strong className="mono">{String(row['name'] ?? row.id)}</strong>
          {isDeviceStatus(online) && <Status value={online} word={valueWord('online', online, t, format)} />}
        </span>
        <span className="phone-row-line text2">
          <span>{[...(typeof seen === 'string' ? [format.relative(seen)] : []), ...facts].join(', ')}</span>
          <span className="phone-row-end">
            {row['osName'] ? valueWord('osName', row['osName'], t, format) : t('common.notCollected')}
          </span>
        </span>
      </Link>
    </div>
  );
}
