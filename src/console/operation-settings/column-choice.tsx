import { Select } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import {
  concealableColumns,
  type OperationColumnName,
} from '../../../domain/operation-logs/records/index.ts';
import { operationColumnWord } from '../operations/words.ts';

interface Props {
  readonly label: string;
  readonly value: readonly OperationColumnName[];
  readonly disabled: boolean;
  readonly onChange: (value: OperationColumnName[]) => void;
}

/** Columns of a record that say whose or what. */
export function ColumnChoice({ label, value, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="agent-field">
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        mode="multiple"
        className="setting-columns"
        optionFilterProp="label"
        disabled={disabled}
        value={[...value]}
        onChange={onChange}
        options={concealableColumns.map(name => ({ value: name, label: operationColumnWord(name, t) }))}
      />
    </div>
  );
}
