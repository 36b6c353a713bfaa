import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import {
  deviceCategories,
  fileDriveTypes,
  operationDetails,
  operationTypes,
  suspicions,
} from '../../../domain/operation-logs/records/index.ts';
import {
  ConditionForm,
  type ChoicesProps,
  type EditorProps,
  type FilterFields,
} from '../devices/condition-form.tsx';
import { useFormat } from '../parts/format.ts';
import { isGrouped, kindOfOperations, offeredColumns, termListOf } from './columns.ts';
import { usePurpose } from './purpose.ts';
import { countsQuery } from './queries.ts';
import { operationColumnWord, operationValueWord, termWord } from './words.ts';

const terms = {
  types: operationTypes,
  details: operationDetails,
  drives: fileDriveTypes,
  categories: deviceCategories,
  suspicions,
} as const;

/** The form for a condition on records. */
export function OperationFilterEditor(props: EditorProps) {
  const { t } = useTranslation();
  const fields = useMemo<FilterFields>(
    () => ({
      columns: offeredColumns.map(value => ({ value, label: operationColumnWord(value, t) })),
      kindOf: kindOfOperations,
      first: 'detail',
      unitOf: column => (column === 'size' ? t('operations.bytes') : undefined),
      Choices,
    }),
    [t],
  );
  return <ConditionForm {...props} fields={fields} />;
}

/** Terms of a closed list all at once; of the others the most frequent, and what is typed. */
function Choices({ id, column, values, onChange }: ChoicesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [purpose] = usePurpose();
  const list = termListOf(column);
  const { data, isPending } = useQuery({
    ...countsQuery({ purpose }, {}, isGrouped(column) ? column : 'user', 200),
    enabled: list === undefined,
  });
  const options = list
    ? terms[list].map(({ key }) => ({ value: key as string, label: termWord(list, key, t) }))
    : (data ?? []).map(({ value, count }) => ({
        value,
        label: `${operationValueWord(column, value, t, format)} (${format.number(count)})`,
      }));
  return (
    <div>
      <label htmlFor={id}>{t('devices.filter.values')}</label>
      <Select
        id={id}
        mode={list ? 'multiple' : 'tags'}
        optionFilterProp="label"
        loading={list === undefined && isPending}
        value={[...values]}
        onChange={onChange}
        options={options}
      />
    </div>
  );
}
