import { Input } from 'antd';
import { useId, type ReactNode } from 'react';

/** A control with its label above it. */
export function Labelled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="form-column">
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

interface TextProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly longest?: number;
  readonly number?: boolean;
}

/** A line of text, or a number. */
export function Text({ label, value, onChange, longest = 60, number = false }: TextProps) {
  return (
    <Labelled label={label}>
      {id => (
        <Input
          id={id}
          type={number ? 'number' : 'text'}
          value={value}
          maxLength={longest}
          autoComplete="off"
          onChange={event => onChange(event.target.value)}
        />
      )}
    </Labelled>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, word: string])[];
  readonly onChange: (value: string) => void;
}

/** One of some words. */
export function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <Labelled label={label}>
      {id => (
        <select id={id} value={value} onChange={event => onChange(event.target.value)}>
          {options.map(([each, word]) => (
            <option key={each} value={each}>
              {word}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}
