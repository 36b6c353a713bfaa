import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Health } from '../api/types.ts';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { Glyph } from '../parts/status.tsx';
import { When } from '../parts/when.tsx';

function Line({ name, children, good }: { name: string; children: ReactNode; good?: boolean }) {
  return (
    <li>
      <span>{name}</span>
      <span className="line-end figure">
        {good !== undefined && <Glyph shape={good ? 'ok' : 'failed'} tone={good ? 'safe' : 'critical'} />}{' '}
        {children}
      </span>
    </li>
  );
}

export function IntakeCard({ health: { intake } }: { health: Health }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card title={t('health.intake')} className="span-4">
      <ul className="lines">
        <Line name={t('health.received')}>{format.number(intake.received)}</Line>
        <Line name={t('health.changed')}>{format.number(intake.changed)}</Line>
        <Line name={t('health.unchanged')}>{format.number(intake.unchanged)}</Line>
        <Line name={t('health.refused')}>{format.number(intake.refused)}</Line>
        <Line name={t('health.queued')}>{format.number(intake.queued)}</Line>
      </ul>
      <h3>{t('health.refusals')}</h3>
      {intake.lastRefusals.length === 0 ? (
        <p className="text2">{t('health.noRefusals')}</p>
      ) : (
        <DataTable
          label={t('health.refusals')}
          rows={intake.lastRefusals.slice(0, 8)}
          rowKey={(row, index) => `${row.at}-${index}`}
          columns={[
            { key: 'at', title: t('health.time'), cell: row => <When at={row.at} /> },
            { key: 'address', title: t('health.address'), mono: true, cell: row => row.address },
            {
              key: 'code',
              title: t('health.code'),
              mono: true,
              cell: row => <span title={row.detail}>{row.code}</span>,
            },
          ]}
        />
      )}
    </Card>
  );
}

/** Of several servers on the same stores one writes for all. */
function writer({ leader, server, state }: Health['work'], t: TFunction): string {
  if (leader === null) return t('health.writtenByNobody');
  if (leader === server) return t('health.writtenHere');
  return state === 'fenced' ? t('health.takenOver', { server: leader }) : leader;
}

export function StoresCard({ health }: { health: Health }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { log, readStore, disk, work, revisionArchive, host } = health;
  const size = (bytes: number | null) => (bytes === null ? '' : `, ${format.bytes(bytes)}`);
  return (
    <Card title={t('health.stores')} className="span-6">
      <ul className="lines">
        <Line name={t('health.eventStore')} good={log.writable && !log.problem}>
          {log.store}
          {size(log.sizeBytes)}
        </Line>
        <Line name={t('health.writable')} good={log.writable}>
          {t(log.writable ? 'common.yes' : 'common.no')}
        </Line>
        <Line name={t('health.readStore')} good={!readStore.problem}>
          {readStore.store}
          {size(readStore.sizeBytes)}
        </Line>
        {disk && (
          <Line name={t('health.disk')} good={disk.freeBytes > disk.totalBytes / 20}>
            {t('health.diskOf', { free: format.bytes(disk.freeBytes), total: format.bytes(disk.totalBytes) })}
          </Line>
        )}
        <Line name={t('health.writtenBy')} good={work.leader !== null}>
          {writer(work, t)}
        </Line>
        {revisionArchive && (
          <Line name={t('health.revisionArchive')} good={!revisionArchive.problem}>
            {revisionArchive.problem ?? revisionArchive.file ?? revisionArchive.folder}
          </Line>
        )}
        <Line
          name={t('health.ownAgent', { name: host.name })}
          {...(host.managementType === 'agent' && { good: true })}
        >
          {host.device === null ? (
            <Link to="/devices/add">{t('health.noOwnAgent')}</Link>
          ) : (
            <Link to="/devices/$id" params={{ id: host.device }}>
              {t(`health.managed.${host.managementType ?? 'agentless'}`)}
            </Link>
          )}
        </Line>
        <Line name={t('health.memory')}>{format.bytes(health.memoryBytes)}</Line>
        <Line name={t('health.loop')}>
          {t('health.ms', { n: Math.round(health.eventLoopDelayMs * 10) / 10 })}
        </Line>
      </ul>
    </Card>
  );
}

export function LedgerCard({ health: { ledger, log } }: { health: Health }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card title={t('health.ledger')} className="span-6">
      <ul className="lines">
        <Line
          name={t('health.sealedUpTo')}
          {...((ledger.problem || ledger.lastSealedAt) && { good: !ledger.problem })}
        >
          {format.number(ledger.lastSealedPosition)}
        </Line>
        <Line name={t('health.sealedAt')}>
          {ledger.lastSealedAt ? <When at={ledger.lastSealedAt} as="dateTime" /> : t('health.notYet')}
        </Line>
        <Line name={t('health.seals')}>{format.number(ledger.seals)}</Line>
        <Line name={t('health.unsealed')}>
          {format.number(Math.max(0, log.position - ledger.lastSealedPosition))}
        </Line>
      </ul>
      <h3>{t('health.verify')}</h3>
      <p>{t('health.verifyWhy')}</p>
      <pre className="command">npx muster ledger verify</pre>
    </Card>
  );
}
