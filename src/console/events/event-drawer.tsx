import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { ChevronDown, ChevronUp, Copy, FileCheck2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { apiUrl, get } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import type { EventRow } from '../api/types.ts';
import { Bones } from '../parts/bones.tsx';
import { copyText } from '../parts/copy.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { LimitWarning } from '../licence/limit-warning.tsx';
import { healthQuery } from '../home/queries.ts';
import { eventFilterText } from './filter.ts';
import { Json } from './json.tsx';
import { OperationLinks } from './operation-links.tsx';

interface Props {
  readonly position: number;
  readonly close: () => void;
  readonly step: (by: number) => void;
}

export function EventDrawer({ position, close, step }: Props) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({
    queryKey: ['event', position],
    queryFn: ({ signal }) => get<EventRow>(`/events/${position}`, undefined, signal),
    staleTime: Infinity,
  });
  return (
    <aside className="drawer" aria-label={t('events.detail', { position })}>
      <header className="drawer-head">
        <h2>{data?.type ?? t('events.detail', { position })}</h2>
        <button
          type="button"
          className="icon-button"
          aria-label={t('events.previous')}
          onClick={() => step(-1)}
        >
          <ChevronUp size={16} aria-hidden="true" />
        </button>
        <button type="button" className="icon-button" aria-label={t('events.next')} onClick={() => step(1)}>
          <ChevronDown size={16} aria-hidden="true" />
        </button>
        <button type="button" className="icon-button" aria-label={t('events.close')} onClick={close}>
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      <div className="drawer-part grow scroll">
        {error ? (
          <ErrorPanel error={error} retry={() => void refetch()} />
        ) : data ? (
          <Detail event={data} />
        ) : (
          <Bones lines={9} />
        )}
      </div>
    </aside>
  );
}

function Detail({ event }: { event: EventRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const device = /^device-(.+)$/.exec(event.stream)?.[1];
  const reason = reasonOf(event.data);
  return (
    <>
      {event.type === 'ProductLicenceLimitReached' && <LimitWarning data={event.data} />}
      <dl>
        <Fact label={t('events.position')} mono>
          {format.number(event.position)}
        </Fact>
        <Fact label={t('events.learnedAt')}>{format.exact(event.at)}</Fact>
        {event.happenedAt && <Fact label={t('events.happenedAt')}>{format.exact(event.happenedAt)}</Fact>}
        <Fact label={t('events.stream')} mono>
          <Link
            to="/events"
            search={{
              f: eventFilterText({ op: 'eq', column: 'stream', value: event.stream }),
              sel: String(event.position),
            }}
            title={t('events.sameStream')}
          >
            {event.stream}
          </Link>
        </Fact>
        <Fact label={t('events.revision')}>{format.number(event.revision)}</Fact>
        <Fact label={t('events.version')}>{event.schemaVersion}</Fact>
        <Fact label={t('events.actor')} mono>
          {event.actor}
        </Fact>
        {reason !== undefined && <Fact label={t('events.reason')}>{reason}</Fact>}
        <Fact label={t('events.id')} mono>
          {event.id}
        </Fact>
        <Fact label={t('events.correlation')} mono>
          <Link
            to="/events"
            search={{
              f: eventFilterText({ op: 'eq', column: 'correlationId', value: event.correlationId }),
              sel: String(event.position),
            }}
            title={t('events.sameCorrelation')}
          >
            {event.correlationId}
          </Link>
        </Fact>
        {event.causationId && (
          <Fact label={t('events.causation')} mono>
            {event.causationId}
          </Fact>
        )}
      </dl>
      <div className="row-actions">
        {device && (
          <Link to="/devices/$id" params={{ id: device }} className="button small">
            {t('events.openDevice')}
          </Link>
        )}
        <OperationLinks type={event.type} data={event.data} />
        <Button
          size="small"
          icon={<Copy size={13} aria-hidden="true" />}
          onClick={() => void copyText(JSON.stringify(event, null, 2))}
        >
          {t('events.copyJson')}
        </Button>
        <Proof position={event.position} />
      </div>
      <h3>{t('events.data')}</h3>
      {event.withheld ? <p className="text2">{t('events.withheld')}</p> : <Json value={event.data} />}
    </>
  );
}

function reasonOf(data: unknown): string | undefined {
  const reason = typeof data === 'object' && data !== null && 'reason' in data ? data.reason : undefined;
  return typeof reason === 'string' ? reason : undefined;
}

function Proof({ position }: { position: number }) {
  const { t } = useTranslation();
  const may = useMay();
  const { data } = useQuery({ ...healthQuery, enabled: may('system.read'), refetchInterval: false });
  if (!may('ledger.read')) return null;
  if (data && data.ledger.lastSealedPosition < position)
    return <span className="text2 small">{t('events.notSealed')}</span>;
  return (
    <a
      className="button small"
      href={apiUrl(`/events/${position}/proof`)}
      download={`muster-event-${position}.proof.json`}
      title={t('events.proofWhy')}
    >
      <FileCheck2 size={14} aria-hidden="true" /> {t('events.proof')}
    </a>
  );
}

function Fact({ label, mono = false, children }: { label: string; mono?: boolean; children: ReactNode }) {
  return (
    <div className="kv">
      <dt>{label}</dt>
      <dd className={mono ? 'mono wrap' : ''}>{children}</dd>
    </div>
  );
}
