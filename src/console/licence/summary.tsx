import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { KeyTable } from './licence-facts.tsx';
import { licenceSummaryQuery } from './queries.ts';

/** What is registered, as anybody may see it. */
export function Summary() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useQuery(licenceSummaryQuery);
  if (error) return <ErrorPanel error={error} retry={() => void refetch()} />;
  if (!data) return <Bones lines={4} />;
  return (
    <>
      <p>
        {data.licensed === null
          ? t('licence.community')
          : t('licence.licensedFor', { count: data.licensed, number: format.number(data.licensed) })}
      </p>
      <KeyTable keys={data.keys} />
    </>
  );
}
