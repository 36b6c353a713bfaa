import { Input } from 'antd';
import { useId, type ReactNode } from 'react';
import { Glyph } from '../parts/status.tsx';

interface CheckProps {
  readonly label: ReactNode;
  readonly help?: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Check({ label, help, checked, onChange }: CheckProps) {
  const id = useId();
  return (
    <div className="agent-field">
      <label className="check">
        <input
          type="checkbox"
          checked={checked}
          aria-describedby={help === undefined ? undefined : id}
          onChange={event => onChange(event.target.checked)}
        />{' '}
        {label}
      </label>
      {help !== undefined && (
        <p className="small text2" id={id}>
          {help}
        </p>
      )}
    </div>
  );
}

interface NumberProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  /** Said where the number does not lie between them. */
  readonly wrong: string;
  readonly unit?: string;
  readonly onChange: (value: number) => void;
}

/** A whole number; NaN while none is typed. */
export function NumberField({ label, value, least, most, wrong, unit, onChange }: NumberProps) {
  const id = useId();
  const fits = isWithin(value, least, most);
  return (
    <div className="agent-field agent-number">
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        type="number"
        min={least}
        max={most}
        suffix={unit}
        status={fits ? '' : 'error'}
        aria-invalid={!fits}
        aria-describedby={fits ? undefined : `${id}-error`}
        value={Number.isNaN(value) ? '' : String(value)}
        onChange={event =>
          onChange(event.target.value.trim() === '' ? Number.NaN : Number(event.target.value))
        }
      />
      {!fits && (
        <p className="field-error" id={`${id}-error`} role="alert">
          <Glyph shape="failed" tone="critical" /> {wrong}
        </p>
      )}
    </div>
  );
}

export const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

interface LinesProps {
  readonly label: string;
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
}

/** Patterns, one a line. */
export function LinesField({ label, value, onChange }: LinesProps) {
  const id = useId();
  return (
    <div className="agent-field">
      <label htmlFor={id}>{label}</label>
      <Input.TextArea
        id={id}
        className="mono"
        rows={2}
        autoComplete="off"
        value={value.join('\n')}
        onChange={event => onChange(event.target.value === '' ? [] : event.target.value.split('\n'))}
      />
    </div>
  );
}
