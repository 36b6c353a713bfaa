import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Copy, Waypoints, X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShownOperation } from '../../../domain/operation-logs/records/index.ts';
import { PinButton } from '../cases/pin-button.tsx';
import { Bones } from '../parts/bones.tsx';
import { copyText } from '../parts/copy.ts';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Toned } from '../parts/status.tsx';
import { useKeys } from '../shell/keys.ts';
import { termListOf } from './columns.ts';
import { detailsOf } from './details.ts';
import { usePurpose } from './purpose.ts';
import { recordQuery } from './queries.ts';
import { operationColumnWord, operationValueWord, termWord } from './words.ts';

interface Props {
  readonly id: string;
  readonly close: () => void;
}

/** "Operation Details": everything a record says, and the way to its trace. */
export function RecordDrawer({ id, close }: Props) {
  const { t } = useTranslation();
  const [purpose] = usePurpose();
  const head = useRef<HTMLHeadingElement>(null);
  const { data, error, refetch } = useQuery(recordQuery(id, purpose));
  const title = data ? termWord('details', data.detail, t) : t('operations.record.title');
  useEffect(() => head.current?.focus({ preventScroll: true }), []);
  return (
    <aside className="drawer" aria-label={t('operations.record.title')}>
      <header className="drawer-head">
        <h2 tabIndex={-1} ref={head}>
          {title}
        </h2>
        {data?.suspicious && (
          <Toned shape="suspicious" tone="important" word={t('operations.suspicious')} pill />
        )}
        <button
          type="button"
          className="icon-button"
          aria-label={t('operations.record.close')}
          onClick={close}
        >
          <X size={16} aria-hidden="true" />
        </button>
      </header>
      <div className="drawer-part grow scroll" tabIndex={0} role="region" aria-label={title}>
        {error ? (
          <ErrorPanel error={error} retry={() => void refetch()} />
        ) : data ? (
          <Details record={data} />
        ) : (
          <Bones lines={9} />
        )}
      </div>
    </aside>
  );
}

function Details({ record }: { readonly record: ShownOperation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const trace = () => void navigate({ to: '/operations/$id/trace', params: { id: record.id } });
  useKeys(record.traceable ? { t: trace } : {});
  const [day = '', clock = ''] = record.localTime.split('T');
  return (
    <>
      <div className="row-actions">
        <button
          type="button"
          className="button primary"
          disabled={!record.traceable}
          aria-describedby={record.traceable ? undefined : 'operation-no-trace'}
          onClick={trace}
        >
          <Waypoints size={15} aria-hidden="true" /> {t('operations.record.trace')}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => void copyText(JSON.stringify(record, null, 2))}
        >
          <Copy size={14} aria-hidden="true" /> {t('common.copy')}
        </button>
        <PinButton records={[record.id]} what="records" />
      </div>
      {!record.traceable && (
        <p id="operation-no-trace" className="small text2">
          {t('operations.record.noTrace')}
        </p>
      )}
      <h3>{t('operations.record.when')}</h3>
      <dl>
        <Fact label={t('operations.record.own')} mono>
          {day} {clock}
        </Fact>
        <Fact label={t('operations.record.utc')} mono>
          {record.at}
        </Fact>
        <Fact label={t('operations.record.received')}>{format.exact(record.receivedAt)}</Fact>
      </dl>
      <h3>{t('operations.record.what')}</h3>
      <dl>
        <Fact label={operationColumnWord('type', t)}>{termWord('types', record.type, t)}</Fact>
        <Fact label={operationColumnWord('detail', t)}>{termWord('details', record.detail, t)}</Fact>
        <Fact label={operationColumnWord('device', t)} mono>
          {record.computer === null ? (
            t('operations.record.gone')
          ) : (
            <Link to="/devices/$id" params={{ id: record.device }}>
              {record.computer}
            </Link>
          )}
        </Fact>
      </dl>
      {detailsOf(record).map(({ group, facts }) => (
        <section key={group}>
          <h3>{t(`operations.record.groups.${group}`)}</h3>
          <dl>
            {facts.map(({ column, value }) => (
              <Fact
                key={column}
                label={operationColumnWord(column, t)}
                mono={typeof value === 'string' && termListOf(column) === undefined}
              >
                {operationValueWord(column, value, t, format)}
              </Fact>
            ))}
          </dl>
        </section>
      ))}
      <dl>
        <Fact label={t('operations.record.id')} mono>
          {record.id}
        </Fact>
        {record.archived && (
          <Fact label={t('operations.record.place')}>{t('operations.record.archived')}</Fact>
        )}
      </dl>
    </>
  );
}

function Fact({
  label,
  mono = false,
  children,
}: {
  readonly label: string;
  readonly mono?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className="kv">
      <dt>{label}</dt>
      <dd className={mono ? 'mono wrap' : 'wrap'}>{children}</dd>
    </div>
  );
}
