import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Input } from 'antd';
import { Download, SlidersHorizontal } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeKinds } from '../../../domain/devices/change-kinds/index.ts';
import { useMay, useMe } from '../api/session.ts';
import { fieldWord, sectionWord } from '../device/field-words.ts';
import { columnWord } from '../devices/filter-words.ts';
import { useDeviceFields } from '../devices/own-fields.ts';
import { valueWord } from '../devices/value-words.ts';
import { Bones } from '../parts/bones.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { When } from '../parts/when.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePageTitle } from '../shell/crumbs.ts';
import { revisionsCsv, revisionsPage, trackingQuery, type Asked, type Revision } from './queries.ts';
import { TrackingDialog } from './tracking-dialog.tsx';

/** Devices › Revision history: what changed on all devices, item by item. */
export function RevisionsPage() {
  const { t } = useTranslation();
  const may = useMay();
  const scope = useMe()?.scope ?? null;
  const { name, kind, from, to } = useSearch({ strict: false });
  const { time, params } = useAsOf();
  const [settings, setSettings] = useState(false);
  const asked = { name, kind, from, to };
  const { data: tracking } = useQuery(trackingQuery);
  const query = useInfiniteQuery({
    queryKey: ['revisions', asked, params.asOf],
    queryFn: ({ signal, pageParam }) => revisionsPage(asked, params, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: page => page.next ?? undefined,
  });
  usePageTitle([{ text: t('devices.title') }, { text: t('revisions.title') }]);
  const rows = query.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <div className="page">
      <div className="page-head">
        <div>
          <h1>{t('revisions.title')}</h1>
          <p className="text2 page-lead">{t('revisions.lead')}</p>
        </div>
        <span className="spacer" />
        <div className="object-actions">
          {tracking && may('devices.manage') && scope === null && !time && (
            <Button
              icon={<SlidersHorizontal size={15} aria-hidden="true" />}
              onClick={() => setSettings(true)}
            >
              {t('revisions.settings')}
            </Button>
          )}
          <Button
            icon={<Download size={15} aria-hidden="true" />}
            href={revisionsCsv(asked, params)}
            download
          >
            {t('revisions.csv')}
          </Button>
        </div>
      </div>
      <Filters asked={asked} />
      {tracking?.collect === false && <p className="notice">{t('revisions.off')}</p>}
      {query.error && !query.data ? (
        <ErrorPanel error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <Bones lines={12} />
      ) : rows.length === 0 ? (
        <p className="text2">{t('revisions.none')}</p>
      ) : (
        <Rows rows={rows} />
      )}
      {query.hasNextPage && (
        <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t('common.showMore')}
        </Button>
      )}
      {settings && tracking && <TrackingDialog tracking={tracking} close={() => setSettings(false)} />}
    </div>
  );
}

function Filters({ asked }: { readonly asked: Asked }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const ids = { name: useId(), kind: useId(), from: useId(), to: useId() };
  const set = (part: Asked) =>
    void navigate({ to: '.', replace: true, search: previous => ({ ...previous, ...part }) });
  return (
    <div className="revision-filters">
      <div className="form-column">
        <label htmlFor={ids.name}>{t('revisions.name')}</label>
        <Input
          id={ids.name}
          allowClear
          defaultValue={asked.name ?? ''}
          onChange={event => set({ name: event.target.value.trim() || undefined })}
        />
      </div>
      <div className="form-column">
        <label htmlFor={ids.kind}>{t('revisions.kind')}</label>
        <select
          id={ids.kind}
          value={asked.kind ?? ''}
          onChange={event => set({ kind: event.target.value || undefined })}
        >
          <option value="">{t('revisions.all')}</option>
          {changeKinds.map(kind => (
            <option key={kind} value={kind}>
              {t(`device.kinds.${kind}`)}
            </option>
          ))}
        </select>
      </div>
      {(['from', 'to'] as const).map(end => (
        <div className="form-column" key={end}>
          <label htmlFor={ids[end]}>{t(`revisions.${end}`)}</label>
          <Input
            id={ids[end]}
            type="date"
            value={asked[end] ?? ''}
            onChange={event => set({ [end]: event.target.value || undefined })}
          />
        </div>
      ))}
    </div>
  );
}

function Rows({ rows }: { readonly rows: readonly Revision[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  // What fields of one's own are called is known once they were read.
  useDeviceFields();
  const itemWord = (item: string) => {
    const [section = '', thing, field] = item.split('/');
    if (thing !== undefined)
      return [sectionWord(section, t), thing, ...(field ? [fieldWord(field, t)] : [])].join(' › ');
    const known = sectionWord(item, t);
    if (known !== item) return known;
    const column = columnWord(item, t);
    return column === item ? fieldWord(item.split('.').at(-1) ?? item, t) : column;
  };
  const nothing = <span className="nothing">–</span>;
  const shown = (item: string, value: string | null) =>
    // Groups are named as they were called then.
    value === null ? nothing : item === 'groups' ? value : valueWord(item, value, t, format);
  return (
    <DataTable
      label={t('revisions.title')}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'at',
          title: t('revisions.at'),
          width: '10rem',
          cell: ({ at }) => <When at={at} as="dateTime" />,
        },
        {
          key: 'device',
          title: t('revisions.device'),
          mono: true,
          cell: ({ device, deviceName }) => (
            <Link to="/devices/$id" params={{ id: device }} className="row-link">
              {deviceName}
            </Link>
          ),
        },
        { key: 'item', title: t('revisions.item'), prose: true, cell: ({ item }) => itemWord(item) },
        {
          key: 'before',
          title: t('revisions.before'),
          prose: true,
          cell: row => shown(row.item, row.before),
        },
        { key: 'after', title: t('revisions.after'), prose: true, cell: row => shown(row.item, row.after) },
        { key: 'actor', title: t('revisions.actor'), cell: ({ actor }) => actor.replace(/^account:/, '') },
      ]}
    />
  );
}
