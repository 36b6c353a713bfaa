import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PastOutcome } from '../../../domain/operation-logs/index.ts';
import { recordOfDevice, recordsOfDevice, recordsOfUser } from '../operations/links.ts';
import { DataTable } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { When } from '../parts/when.tsx';

/** What the job answers: as it is counted, with names of computers. */
export interface Tried extends Omit<PastOutcome, 'devices' | 'examples'> {
  readonly looked: number;
  readonly devices: readonly {
    readonly value: string;
    readonly count: number;
    readonly name: string | null;
  }[];
  readonly examples: readonly (Omit<PastOutcome['examples'][number], 'time'> & {
    readonly at: string;
    readonly computer: string | null;
  })[];
}

/** How much the conditions would have told of, of whom, and some of it. */
export function TriedOutcome({ outcome }: { readonly outcome: Tried }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { counts, devices, users, deviceCount, userCount, examples, looked } = outcome;
  const found = Object.entries(counts).filter(([, count]) => count > 0) as [keyof typeof counts, number][];
  return (
    <div role="status">
      <p>
        {t('operationLogs.try.looked', { number: format.number(looked) })}{' '}
        {found.length === 0
          ? t('operationLogs.try.nothing')
          : t('operationLogs.try.found', {
              list: found
                .map(([condition, count]) =>
                  t('operationLogs.try.count', {
                    what: t(`operationLogs.try.conditions.${condition}`),
                    number: format.number(count),
                  }),
                )
                .join(', '),
            })}
      </p>
      {found.length > 0 && (
        <>
          <p className="small wrap">
            {t('operationLogs.try.devices', { number: format.number(deviceCount) })}{' '}
            {devices.map(({ value, name, count }) => (
              <span key={value}>
                <Link to="/operations" search={recordsOfDevice(value)} className="mono">
                  {name ?? value}
                </Link>{' '}
                ({format.number(count)}){' '}
              </span>
            ))}
          </p>
          <p className="small wrap">
            {t('operationLogs.try.users', { number: format.number(userCount) })}{' '}
            {users.map(({ value, count }) => (
              <span key={value}>
                <Link to="/operations" search={recordsOfUser(value)} className="mono">
                  {value}
                </Link>{' '}
                ({format.number(count)}){' '}
              </span>
            ))}
          </p>
          <DataTable
            label={t('operationLogs.try.examples')}
            rows={examples}
            rowKey={({ id, condition }) => `${condition} ${id}`}
            columns={[
              {
                key: 'at',
                title: t('operations.columns.time'),
                cell: ({ at }) => <When at={at} as="dateTime" />,
              },
              {
                key: 'what',
                title: t('operationLogs.try.condition'),
                cell: ({ condition, device, id }) => (
                  <Link to="/operations" search={recordOfDevice(device, id)}>
                    {t(`operationLogs.try.conditions.${condition}`)}
                  </Link>
                ),
              },
              {
                key: 'computer',
                title: t('operations.columns.device'),
                mono: true,
                cell: ({ computer, device }) => computer ?? device,
              },
              {
                key: 'user',
                title: t('operations.columns.user'),
                mono: true,
                cell: ({ user }) => user ?? '–',
              },
              {
                key: 'target',
                title: t('operations.columns.destination'),
                mono: true,
                prose: true,
                cell: ({ target, pages }) =>
                  pages === null ? target : `${target ?? '–'} (${format.number(pages)})`,
              },
            ]}
          />
        </>
      )}
    </div>
  );
}
