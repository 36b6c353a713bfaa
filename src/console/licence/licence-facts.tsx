import { useTranslation } from 'react-i18next';
import type { LicenceSummary } from '../../server/contract.ts';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { useFormat } from '../parts/format.ts';
import { Toned } from '../parts/status.tsx';

type Key = LicenceSummary['keys'][number];

/** Every registered key; `more` are columns that only who has signed in sees. */
export function KeyTable<Row extends Key>({
  keys,
  more = [],
}: {
  readonly keys: readonly Row[];
  readonly more?: readonly TableColumn<Row>[];
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const day = (date: string) => format.date(`${date}T12:00:00.000Z`);
  if (keys.length === 0) return <p className="text2 small-gap">{t('licence.noKeys')}</p>;
  return (
    <DataTable<Row>
      label={t('licence.keys')}
      rows={keys}
      rowKey={(_row, index) => String(index)}
      columns={[
        { key: 'holder', title: t('licence.holder'), cell: row => row.holder },
        {
          key: 'devices',
          title: t('licence.devices'),
          right: true,
          cell: row => format.number(row.devices),
        },
        {
          key: 'expires',
          title: t('licence.expires'),
          cell: row => (row.expires ? day(row.expires) : t('licence.never')),
        },
        {
          key: 'state',
          title: t('licence.state'),
          cell: row =>
            row.expired ? (
              <Toned shape="ignored" tone="warning" word={t('licence.expired')} />
            ) : (
              <Toned shape="managed" tone="safe" word={t('licence.valid')} />
            ),
        },
        ...more,
      ]}
    />
  );
}
