import { Button, Input, Select } from 'antd';
import { useId, useState, type ComponentType, type SubmitEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Filter } from '../api/types.ts';
import {
  draftOf,
  filterOfDraft,
  isNumeric,
  isSpan,
  isTime,
  operatorsOf,
  type Draft,
  type KindOf,
} from './filter-model.ts';

export interface EditorProps {
  readonly initial?: Filter;
  readonly apply: (filter: Filter) => void;
}

export interface ChoicesProps {
  readonly id: string;
  readonly column: string;
  readonly values: readonly string[];
  readonly onChange: (values: string[]) => void;
}

/** The columns a list can be filtered by. */
export interface FilterFields {
  readonly columns: readonly { readonly value: string; readonly label: string }[];
  readonly kindOf: KindOf;
  /** Column a new condition begins with; its values can be offered. */
  readonly first: string;
  readonly unitOf?: (column: string) => string | undefined;
  /** The field for several values of a column that offers them. */
  readonly Choices: ComponentType<ChoicesProps>;
}

/** The form behind a chip: field, condition and a value typed by the field. */
export function ConditionForm({ initial, apply, fields }: EditorProps & { readonly fields: FilterFields }) {
  const { t } = useTranslation();
  const { kindOf, Choices } = fields;
  const [draft, setDraft] = useState<Draft>(() => draftOf(initial, kindOf, fields.first));
  const ids = { column: useId(), operator: useId(), value: useId(), upper: useId() };
  const operators = operatorsOf(draft.column, kindOf);
  const filter = filterOfDraft(draft, kindOf);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (filter) apply(filter);
  };
  const chooseColumn = (column: string) =>
    setDraft({ column, operator: operatorsOf(column, kindOf)[0]!, value: '', upper: '', values: [] });
  const needsValue = !['missing', 'any'].includes(draft.operator);
  const type =
    isSpan(draft.operator) || isNumeric(draft.column, kindOf)
      ? 'number'
      : isTime(draft.column, kindOf)
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
          options={[{ value: 'search', label: t('devices.filter.searchFor') }, ...fields.columns]}
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
              suffix={fields.unitOf?.(draft.column)}
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
