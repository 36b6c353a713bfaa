import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { get, request } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import type { List } from '../api/types.ts';
import { useNames } from '../devices/use-names.ts';
import { recordOfDevice, recordsOfDevice } from '../operations/links.ts';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { toastError } from '../parts/toast.tsx';
import { When } from '../parts/when.tsx';
import { useAsOf, type AsOfParams } from '../shell/as-of.ts';
import { HomePanel } from './home-panel.tsx';

type Condition = 'mail' | 'web-ftp' | 'external-device' | 'print';

interface Warning {
  readonly id: string;
  readonly device: string;
  readonly condition: Condition;
  readonly user: string | null;
  readonly count: number;
  readonly record: string | null;
  readonly at: string;
}

const key = 'operation-warnings';

const warningsQuery = (asOf: AsOfParams) => ({
  queryKey: ['list', key, asOf],
  queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
    get<List<Warning>>(
      '/operation-warnings',
      { filter: 'acknowledged.eq.false', sort: '-at', limit: 6, ...asOf },
      signal,
    ),
});

/**
 * Warnings of suspicious operations that nobody has acknowledged, each with its record and its computer. Where it is
 * quiet it is not there while there are none.
 */
export function WarningsPanel({ quiet = false }: { readonly quiet?: boolean }) {
  const { t } = useTranslation();
  const may = useMay();
  const client = useQueryClient();
  const { params, time } = useAsOf();
  const { data, error, refetch } = useQuery(warningsQuery(params));
  const names = useNames(data?.items.map(({ device }) => device) ?? []);
  const acknowledge = useMutation({
    mutationFn: (id: string) =>
      request('POST', '/operation-warnings/acknowledge', { body: { warnings: [id] } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['list', key] }),
    onError: toastError,
  });
  if (quiet && !error && !data?.items.length) return null;
  return (
    <HomePanel id="warnings" refresh={refetch} title={t('home.warnings')}>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={4} />
      ) : data.items.length === 0 ? (
        <p className="text2">{t('home.noWarnings')}</p>
      ) : (
        <ul className="warning-rows">
          {data.items.map(({ id, device, condition, user, count, record, at }) => (
            <li key={id}>
              <span className="wrap">
                {record === null ? (
                  t(`home.warning.${condition}`, { count })
                ) : (
                  <Link to="/operations" search={recordOfDevice(device, record)}>
                    {t(`home.warning.${condition}`, { count })}
                  </Link>
                )}
                <span className="small text2">
                  {' '}
                  <span className="mono">{user ?? '–'}</span> ·{' '}
                  <Link to="/operations" search={recordsOfDevice(device)} className="mono">
                    {names.get(device) ?? device}
                  </Link>{' '}
                  · <When at={at} />
                </span>
              </span>
              {may('operations.manage') && !time && (
                <Button size="small" loading={acknowledge.isPending} onClick={() => acknowledge.mutate(id)}>
                  {t('home.acknowledge')}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </HomePanel>
  );
}
