import { Button, Input } from 'antd';
import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { ColumnChoice } from './column-choice.tsx';
import type { RedactionRule } from './draft.ts';

interface Props {
  readonly rules: readonly RedactionRule[];
  readonly disabled: boolean;
  readonly onChange: (rules: RedactionRule[]) => void;
}

const most = 50;

/** What is hidden in records, or drops them, before they leave the computer. */
export function RedactionFields({ rules, disabled, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <fieldset className="setting-group">
      <legend>{t('operationLogs.redaction.title')}</legend>
      <p className="small text2">{t('operationLogs.redaction.help')}</p>
      {rules.map((rule, index) => (
        <Rule
          key={index}
          number={index + 1}
          rule={rule}
          disabled={disabled}
          onChange={next => onChange(rules.map((one, at) => (at === index ? next : one)))}
          remove={() => onChange(rules.filter((_, at) => at !== index))}
        />
      ))}
      {!disabled && rules.length < most && (
        <Button
          size="small"
          icon={<Plus size={13} aria-hidden="true" />}
          onClick={() => onChange([...rules, { columns: [], pattern: '', act: 'hide' }])}
        >
          {t('operationLogs.redaction.add')}
        </Button>
      )}
    </fieldset>
  );
}

interface RuleProps {
  readonly number: number;
  readonly rule: RedactionRule;
  readonly disabled: boolean;
  readonly onChange: (rule: RedactionRule) => void;
  readonly remove: () => void;
}

function Rule({ number, rule, disabled, onChange, remove }: RuleProps) {
  const { t } = useTranslation();
  const ids = { pattern: useId(), act: useId() };
  return (
    <div className="setting-row" role="group" aria-label={t('operationLogs.redaction.rule', { number })}>
      <div className="agent-field">
        <label htmlFor={ids.pattern}>{t('operationLogs.redaction.pattern')}</label>
        <Input
          id={ids.pattern}
          className="mono"
          maxLength={256}
          value={rule.pattern}
          onChange={event => onChange({ ...rule, pattern: event.target.value })}
        />
      </div>
      <ColumnChoice
        label={t('operationLogs.redaction.columns')}
        value={rule.columns}
        disabled={disabled}
        onChange={columns => onChange({ ...rule, columns })}
      />
      <div className="agent-field">
        <label htmlFor={ids.act}>{t('operationLogs.redaction.act')}</label>
        <select
          id={ids.act}
          className="setting-select"
          value={rule.act}
          onChange={event => onChange({ ...rule, act: event.target.value as RedactionRule['act'] })}
        >
          {(['hide', 'drop'] as const).map(act => (
            <option key={act} value={act}>
              {t(`operationLogs.redaction.${act}`)}
            </option>
          ))}
        </select>
      </div>
      {!disabled && (
        <button
          type="button"
          className="icon-button"
          aria-label={t('operationLogs.redaction.remove', { number })}
          onClick={remove}
        >
          <X size={14} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
