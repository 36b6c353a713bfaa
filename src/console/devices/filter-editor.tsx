import { useQuery } from '@tanstack/react-query';
import { Button, Input, Select } from 'antd';
import { useId, useState, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filter } from '../api/types.ts';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import { columnByKey, offeredColumns, type DeviceColumnKey } from './columns.ts';
import {
  draftOf,
  filterOfDraft,
  isNumeric,
  isSpan,
  isTime,
  operatorsOf,
  type Draft,
} from './filter-model.ts';
import { columnWord } from './filter-words.ts';
import { useDeviceFields } from './own-fields.ts';
import { groupsQuery } from './queries.ts';
import { valueWord } from './value-words.ts';

interface Props {
  readonly initial?: Filter;
  readonly apply: (filter: Filter) => void;
}

/** The form behind a chip: field, condition and a value typed by the field. */
export function FilterEditor({ initial, apply }: Props) {
  const { t } = useTranslation();
  const fields = useDeviceFields();
  const [draft, setDraft] = useState<Draft>(() => draftOf(initial));
  const ids = { column: useId(), operator: useId(), value: useId(), upper: useId() };
  const operators = operatorsOf(draft.column);
  const filter = filterOfDraft(draft);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (filter) apply(filter);
  };
  const chooseColumn = (column: string) =>
    setDraft({ column, operator: operatorsOf(column)[0]!, value: '', upper: '', values: [] });
  const needsValue = !['missing', 'any'].includes(draft.operator);
  const type =
    isSpan(draft.operator) || isNumeric(draft.column)
      ? 'number'
      : isTime(draft.column)
        ? 'datetime-local'
        : 'text';
  return (
    <form className="filter-editor" onSubmit={submit}>
      <div>
        <label htmlFor={ids.column}>{t('devices.filter.column')}</label>
        <Select
          id={ids.column}
          showSearch={{ optionFilterProp: 'label' }}
          value={draft.column}
          onChange={chooseColumn}
          options={[
            { value: 'search', label: t('devices.filter.searchFor') },
            ...offeredColumns(fields).map(each => ({
              value: each.key as string,
              label: columnWord(each.key, t),
            })),
          ]}
        />
      </div>
      {draft.column !== 'search' && (
        <div>
          <label htmlFor={ids.operator}>{t('devices.filter.operator')}</label>
          <Select
            id={ids.operator}
            value={draft.operator}
            onChange={operator => setDraft({ ...draft, operator })}
            options={operators.map(value => ({ value, label: t(`devices.filter.ops.${value}`) }))}
          />
        </div>
      )}
      {draft.operator === 'in' && draft.column !== 'search' ? (
        <Choices
          id={ids.value}
          column={draft.column}
          values={draft.values}
          onChange={values => setDraft({ ...draft, values })}
        />
      ) : (
        needsValue && (
          <div>
            <label htmlFor={ids.value}>
              {t(
                isSpan(draft.operator)
                  ? 'devices.filter.span'
                  : draft.operator === 'between'
                    ? 'devices.filter.from'
                    : 'devices.filter.value',
              )}
            </label>
            <Input
              id={ids.value}
              data-autofocus
              type={type}
              min={isSpan(draft.operator) ? 1 : undefined}
              value={draft.value}
              onChange={event => setDraft({ ...draft, value: event.target.value })}
              suffix={
                columnByKey.get(draft.column)?.unit === 'mib'
                  ? 'MiB'
                  : columnByKey.get(draft.column)?.unit === 'percent'
                    ? '%'
                    : undefined
              }
            />
          </div>
        )
      )}
      {draft.operator === 'between' && (
        <div>
          <label htmlFor={ids.upper}>{t('devices.filter.upTo')}</label>
          <Input
            id={ids.upper}
            type={type}
            value={draft.upper}
            onChange={event => setDraft({ ...draft, upper: event.target.value })}
          />
        </div>
      )}
      <Button type="primary" htmlType="submit" disabled={!filter}>
        {t('devices.filter.apply')}
      </Button>
    </form>
  );
}

function Choices({
  id,
  column,
  values,
  onChange,
}: {
  id: string;
  column: string;
  values: readonly string[];
  onChange: (values: string[]) => void;
}) {
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
