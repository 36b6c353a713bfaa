import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { DataTable } from '../parts/data-table.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { Toned, type Shape, type Tone } from '../parts/status.tsx';
import { CheckDay } from './check-day.tsx';
import { daysQuery, type Archive, type Day } from './queries.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { RestoreDialog } from './restore-dialog.tsx';

const looks: Readonly<Record<Day['state'], readonly [Shape, Tone]>> = {
  open: ['running', 'info'],
  sealed: ['ok', 'safe'],
  archived: ['queued', 'unknown'],
  restored: ['ok', 'info'],
  damaged: ['failed', 'critical'],
};
/** Days whose files are the server's own. */
const atHand: ReadonlySet<Day['state']> = new Set(['open', 'sealed', 'damaged']);
/** Rows of a table that is not virtual. */
const shownAtOnce = 100;

/** Every day that there is, newest first, and where it is. */
export function DaysCard({ archive, edits }: { readonly archive: Archive; readonly edits: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery(daysQuery);
  const [open, setOpen] = useState<'restore' | 'remove' | null>(null);
  const [shown, setShown] = useState(shownAtOnce);
  const state = ({ state: of, restoredDevices: devices }: Day) =>
    of === 'restored' && devices
      ? t('operationArchive.restoredOf', { count: devices.length })
      : t(`operationArchive.states.${of}`);
  return (
    <Card
      title={t('operationArchive.days')}
      action={
        edits && (
          <>
            <Button disabled={archive.manualDays === 0} onClick={() => setOpen('remove')}>
              {t('operationArchive.remove.open')}
            </Button>
            <Button disabled={archive.archivedDays === 0} onClick={() => setOpen('restore')}>
              {t('operationArchive.restore.open')}
            </Button>
          </>
        )
      }
    >
      {error && !data ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={6} />
      ) : data.length === 0 ? (
        <p className="text2">{t('operationArchive.noDays')}</p>
      ) : (
        <DataTable
          label={t('operationArchive.days')}
          rows={data.slice(0, shown)}
          rowKey={({ day }) => day}
          columns={[
            { key: 'day', title: t('operationArchive.day'), mono: true, cell: ({ day }) => day },
            {
              key: 'state',
              title: t('operationArchive.state'),
              cell: day => <Toned shape={looks[day.state][0]} tone={looks[day.state][1]} word={state(day)} />,
            },
            {
              key: 'archived',
              title: t('operationArchive.inArchive'),
              cell: ({ archived }) => t(archived ? 'common.yes' : 'common.no'),
            },
            {
              key: 'records',
              title: t('operationArchive.records'),
              right: true,
              cell: ({ records }) => format.number(records),
            },
            {
              key: 'computers',
              title: t('operationArchive.computers'),
              right: true,
              cell: ({ devices }) => format.number(devices),
            },
            {
              key: 'size',
              title: t('operationArchive.size'),
              right: true,
              cell: ({ bytes }) => format.bytes(bytes),
            },
            ...(edits
              ? [
                  {
                    key: 'check',
                    title: t('operationArchive.check.title'),
                    cell: ({ day, state: of }: Day) => atHand.has(of) && <CheckDay day={day} />,
                  },
                ]
              : []),
          ]}
        />
      )}
      {data && data.length > shown && (
        <Button className="top-gap" onClick={() => setShown(shown + shownAtOnce)}>
          {t('operationArchive.more', { count: data.length - shown })}
        </Button>
      )}
      {open === 'restore' && <RestoreDialog days={data ?? []} close={() => setOpen(null)} />}
      {open === 'remove' && <RemoveDialog days={data ?? []} close={() => setOpen(null)} />}
    </Card>
  );
}
