import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Input } from 'antd';
import { GitCompareArrows } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { get } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import type { DeviceDetail } from '../api/types.ts';
import { eventFilterText } from '../events/filter.ts';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { rfc3339, useAsOf } from '../shell/as-of.ts';
import { DiffTable } from './diff-table.tsx';

export interface Difference {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly section: string;
  readonly item: string | null;
  readonly path: string | null;
  readonly from?: unknown;
  readonly to?: unknown;
}

export interface DiffGroup {
  readonly section: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly items: readonly Difference[];
}

interface Comparison {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly groups: readonly DiffGroup[];
}

/** Minutes are as fine as the field goes; "now" is the empty field. */
const fieldOf = (time: string | undefined) => (time ? rfc3339(new Date(time)).slice(0, 16) : '');
const WEEK = 7 * 86_400_000;

/** Compare in place: the device at two moments, only what differs, grouped and counted. */
export function Compare({ id, detail }: { id: string; detail: DeviceDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const may = useMay();
  const search = useSearch({ strict: false });
  const { time, known } = useAsOf();
  const ids = { from: useId(), to: useId() };
  const registered =
    typeof detail.summary['registeredAt'] === 'string'
      ? Date.parse(detail.summary['registeredAt']) + 1_000
      : 0;
  // The offer: a week before the moment looked at, or the day the device was first known.
  const end = time ? Date.parse(time) : Date.now();
  const from =
    search.from === 'choose' || !search.from
      ? rfc3339(new Date(Math.min(end, Math.max(registered, end - WEEK))))
      : search.from;
  const to = search.to ?? time;
  const wrong = to !== undefined && Date.parse(from) > Date.parse(to);
  const query = useQuery({
    queryKey: ['device', id, 'compare', search.from === 'choose' ? 'offer' : from, to, known],
    queryFn: ({ signal }) =>
      get<Comparison>(
        `/devices/${encodeURIComponent(id)}/compare`,
        { from, to, asKnown: known === 'now' ? 'now' : undefined },
        signal,
      ),
    enabled: !wrong,
  });
  const set = (change: { from?: string | undefined; to?: string | undefined }) =>
    void navigate({ to: '.', replace: true, search: previous => ({ ...previous, from, ...change }) });
  const moment = (text: string) =>
    text && !Number.isNaN(Date.parse(text)) ? rfc3339(new Date(text)) : undefined;
  const total = query.data ? query.data.added + query.data.removed + query.data.changed : undefined;
  return (
    <section className="card flush compare">
      <header className="compare-head">
        <h2>
          <GitCompareArrows size={16} aria-hidden="true" /> {t('device.diff.title')}
        </h2>
        <span className="inline-field">
          <label htmlFor={ids.from}>{t('device.diff.from')}</label>
          <Input
            id={ids.from}
            size="small"
            type="datetime-local"
            value={fieldOf(from)}
            max={fieldOf(rfc3339(new Date()))}
            onChange={event => set({ from: moment(event.target.value) ?? from })}
          />
        </span>
        <span className="inline-field">
          <label htmlFor={ids.to}>{t('device.diff.to')}</label>
          <Input
            id={ids.to}
            size="small"
            type="datetime-local"
            value={fieldOf(to)}
            max={fieldOf(rfc3339(new Date()))}
            onChange={event => set({ to: moment(event.target.value) })}
          />
          {!to && <span className="text2 small">{t('device.diff.nowOption')}</span>}
        </span>
        <span className="spacer" />
        {total !== undefined && (
          <span role="status">
            <strong>{t('device.diff.differences', { count: total })}</strong>{' '}
            {may('events.read') && total > 0 && (
              <Link
                to="/events"
                search={{
                  f: eventFilterText({
                    op: 'and',
                    filters: [
                      { op: 'eq', column: 'stream', value: `device-${id}` },
                      {
                        op: 'range',
                        column: 'at',
                        gte: Date.parse(from),
                        lte: to ? Date.parse(to) : Date.now(),
                      },
                    ],
                  }),
                }}
              >
                {t('device.diff.events')}
              </Link>
            )}
          </span>
        )}
      </header>
      {wrong ? (
        <p className="field-error card-pad" role="alert">
          {t('device.diff.order')}
        </p>
      ) : query.error ? (
        <ErrorPanel error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <Bones lines={8} />
      ) : total === 0 ? (
        <p className="card-pad text2">{t('device.diff.none')}</p>
      ) : (
        <DiffTable
          groups={query.data.groups}
          from={format.dateTime(from)}
          to={to ? format.dateTime(to) : t('device.diff.nowOption')}
        />
      )}
    </section>
  );
}
