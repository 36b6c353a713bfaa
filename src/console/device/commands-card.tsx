import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import type { AgentCommandRow } from '../api/types.ts';
import { CommandDialog } from '../devices/acts/acts-menu.tsx';
import { DeviceName } from '../devices/device-name.tsx';
import { Card } from '../parts/card.tsx';
import { Glyph } from '../parts/status.tsx';
import { When } from '../parts/when.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { commandsQuery } from './commands.ts';

/** What the agent was told, and how it went; and that it is several, where disk images share an identity. */
export function CommandsCard({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation();
  const { params } = useAsOf();
  const { data } = useQuery(commandsQuery(id, params));
  if (!data || (data.items.length === 0 && data.clones.length === 0)) return null;
  return (
    <Card title={t('device.commands.title')}>
      {data.clones.length > 0 && <Clones id={id} name={name} clones={data.clones} />}
      <ul className="lines">
        {data.items.map(row => (
          <Line key={`${row.agentId} ${row.sequence}`} row={row} />
        ))}
      </ul>
    </Card>
  );
}

const looks = {
  sent: { shape: 'queued', tone: 'info' },
  done: { shape: 'ok', tone: 'safe' },
  failed: { shape: 'failed', tone: 'critical' },
  refused: { shape: 'failed', tone: 'critical' },
  expired: { shape: 'cancelled', tone: 'text2' },
} as const satisfies Readonly<Record<AgentCommandRow['state'], object>>;

/** Why a command was not done, where the agent says it in a code; anything else is told in its own words. */
const codes = {
  MALFORMED: true,
  FORGED: true,
  FOREIGN: true,
  EXPIRED: true,
  INTERRUPTED: true,
  NOBODY_THERE: true,
  NOTHING_KEPT: true,
  UPDATE_UNSUPPORTED: true,
  UPDATE_FORGED: true,
  UPDATE_FOREIGN_PLATFORM: true,
  UPDATE_KNOWN_BAD: true,
  UPDATE_DOWNGRADE: true,
  UPDATE_SUPERSEDED: true,
  UPDATE_NO_ROOM: true,
  UPDATE_GONE: true,
  UPDATE_UNREACHABLE: true,
  UPDATE_DAMAGED: true,
  UPDATE_NO_PACKAGE: true,
} as const;

const isKnown = (code: string | null): code is keyof typeof codes =>
  code !== null && Object.hasOwn(codes, code);

function Line({ row }: { row: AgentCommandRow }) {
  const { t } = useTranslation();
  const { shape, tone } = looks[row.state];
  const by = t('device.commands.by', { who: row.issuedBy.replace(/^account:/, '') });
  const why = isKnown(row.code) ? t(`device.commands.codes.${row.code}`) : row.detail;
  const version = row.version === null ? null : t('device.commands.to', { version: row.version });
  const said = [row.text, version, why, row.reason].filter(text => text !== null);
  return (
    <li>
      <Glyph shape={shape} tone={tone} />
      <div className="line-text">
        <span>
          {t('device.commands.line', {
            what: t(`device.commands.kinds.${row.kind}`),
            state: t(`device.commands.states.${row.state}`),
          })}
        </span>
        {[...said, by].map(text => (
          <span key={text} className="text2">
            {text}
          </span>
        ))}
      </div>
      <When at={row.endedAt ?? row.issuedAt} />
    </li>
  );
}

function Clones({ id, name, clones }: { id: string; name: string; clones: readonly string[] }) {
  const { t } = useTranslation();
  const may = useMay();
  const { time } = useAsOf();
  const [open, setOpen] = useState(false);
  return (
    <div className="notice" data-tone="warning">
      <div>
        <p>{t('device.commands.clones', { count: clones.length })}</p>
        <p>
          {clones.map((clone, index) => (
            <span key={clone}>
              {index > 0 && ', '}
              <DeviceName id={clone} />
            </span>
          ))}
        </p>
        {!time && may('devices.manage') && (
          <Button size="small" onClick={() => setOpen(true)}>
            {t('acts.newIdentity.open')}
          </Button>
        )}
      </div>
      <Suspense>
        {open && <CommandDialog act="newIdentity" ids={[id]} name={name} close={() => setOpen(false)} />}
      </Suspense>
    </div>
  );
}
