import { Input } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

export interface DayRange {
  readonly from: string;
  readonly until: string;
}

interface Props {
  readonly range: DayRange;
  readonly disabled?: boolean;
  readonly onChange: (range: DayRange) => void;
}

/** Two days, both included. */
export function RangeFields({ range, disabled = false, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className="setting-pairs">
      {(['from', 'until'] as const).map(end => (
        <div className="agent-field" key={end}>
          <label htmlFor={`${id}-${end}`}>{t(`operationArchive.${end}`)}</label>
          <Input
            id={`${id}-${end}`}
            type="date"
            disabled={disabled}
            value={range[end]}
            onChange={event => onChange({ ...range, [end]: event.target.value })}
          />
        </div>
      ))}
    </div>
  );
}

export const isRange = ({ from, until }: DayRange): boolean => from !== '' && until !== '' && from <= until;
