import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Licence } from '../../server/contract.ts';
import { useMay, useMe } from '../api/session.ts';
import { Bones } from '../parts/bones.tsx';
import { Card } from '../parts/card.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { toast } from '../parts/toast.tsx';
import { When } from '../parts/when.tsx';
import { usePageTitle } from '../shell/crumbs.ts';
import { KeyUpload } from './key-upload.tsx';
import { KeyTable } from './licence-facts.tsx';
import { licenceQuery } from './queries.ts';

/** Settings › Licence: how many devices are managed of how many, and the keys that say so. */
export function LicencePage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(licenceQuery);
  usePageTitle([{ text: t('shell.nav.settings') }, { text: t('licence.title') }]);
  return (
    <div className="page narrow">
      <div className="page-head">
        <div>
          <h1>{t('licence.title')}</h1>
          <p className="text2 page-lead">{t('licence.lead')}</p>
        </div>
      </div>
      {error && !data ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : data ? (
        <>
          <Used licence={data} />
          <Keys licence={data} />
        </>
      ) : (
        <Bones lines={8} />
      )}
    </div>
  );
}

function Used({ licence: { licensed, used, remaining } }: { readonly licence: Licence }) {
  const { t } = useTranslation();
  const format = useFormat();
  const counts = (
    [
      ['managed', used],
      ['licensed', licensed],
      ['remaining', remaining],
    ] as const
  ).flatMap(([word, count]) => (count === null ? [] : [[word, count] as const]));
  return (
    <Card title={t('licence.used')}>
      {licensed === null ? (
        <p>{t('licence.community')}</p>
      ) : remaining === 0 ? (
        <div className="notice" data-tone="warning">
          <div>
            <strong>{t('licence.noneLeft')}</strong>
            <p>{t('licence.noneLeftText')}</p>
          </div>
        </div>
      ) : null}
      <dl>
        {counts.map(([word, count]) => (
          <div className="kv" key={word}>
            <dt>{t(`licence.${word}`)}</dt>
            <dd>{format.number(count)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Keys({ licence }: { readonly licence: Licence }) {
  const { t } = useTranslation();
  const may = useMay();
  const me = useMe();
  const client = useQueryClient();
  const format = useFormat();
  return (
    <Card title={t('licence.keys')}>
      <KeyTable
        keys={licence.keys}
        more={[
          { key: 'serial', title: t('licence.serial'), mono: true, cell: row => row.serial },
          {
            key: 'issued',
            title: t('licence.issued'),
            cell: row => format.date(`${row.issued}T12:00:00.000Z`),
          },
          {
            key: 'registeredAt',
            title: t('licence.registeredAt'),
            cell: row => <When at={row.registeredAt} as="dateTime" />,
          },
        ]}
      />
      {may('system.manage') && me?.scope === null && (
        <KeyUpload<Licence>
          path="/licence/keys"
          registered={answer => {
            client.setQueryData(licenceQuery.queryKey, answer);
            toast(t('licence.registered'));
          }}
        />
      )}
    </Card>
  );
}
