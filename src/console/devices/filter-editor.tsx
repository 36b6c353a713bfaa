import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import { columnByKey, offeredColumns, type DeviceColumnKey } from './columns.ts';
import { ConditionForm, type ChoicesProps, type EditorProps, type FilterFields } from './condition-form.tsx';
import { kindOfDevices } from './filter-model.ts';
import { columnWord } from './filter-words.ts';
import { useDeviceFields } from './own-fields.ts';
import { groupsQuery } from './queries.ts';
import { valueWord } from './value-words.ts';

const units: Readonly<Record<string, string>> = { mib: 'MiB', percent: '%' };

/** The form for a condition on devices. */
export function FilterEditor(props: EditorProps) {
  const { t } = useTranslation();
  const own = useDeviceFields();
  const fields = useMemo<FilterFields>(
    () => ({
      columns: offeredColumns(own).map(({ key }) => ({ value: key, label: columnWord(key, t) })),
      kindOf: kindOfDevices,
      first: 'osName',
      unitOf: column => units[columnByKey.get(column)?.unit ?? ''],
      Choices,
    }),
    [own, t],
  );
  return <ConditionForm {...props} fields={fields} />;
}

function Choices({ id, column, values, onChange }: ChoicesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { params } = useAsOf();
  const { data, isPending } = useQuery(groupsQuery(column as DeviceColumnKey, undefined, params, 200));
  return (
    <div>
      <label htmlFor={id}>{t('devices.filter.values')}</label>
      <Select
        id={id}
        mode="tags"
        tokenSeparators={[',']}
        loading={isPending}
        value={[...values]}
        onChange={onChange}
        options={(data?.items ?? [])
          .filter(each => each.value !== null)
          .map(each => ({
            value: String(each.value),
            label: `${valueWord(column, each.value, t, format)} (${format.number(each.count)})`,
          }))}
      />
    </div>
  );
}
