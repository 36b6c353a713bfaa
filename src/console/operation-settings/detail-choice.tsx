import { useTranslation } from 'react-i18next';
import {
  divulgingDetails,
  operationDetails,
  operationTypes,
  type OperationDetail,
} from '../../../domain/operation-logs/records/index.ts';
import { termWord } from '../operations/words.ts';

interface Props {
  readonly chosen: readonly OperationDetail[];
  readonly onChange: (chosen: readonly OperationDetail[]) => void;
}

const every = operationDetails.map(({ key }) => key);
const presets = { divulging: divulgingDetails, all: every } as const;

const same = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every(key => other.includes(key));

/** Which operations are recorded: those that divulge information, all, or chosen ones, grouped by their type. */
export function DetailChoice({ chosen, onChange }: Props) {
  const { t } = useTranslation();
  const preset = (Object.keys(presets) as (keyof typeof presets)[]).find(key => same(chosen, presets[key]));
  const set = (keys: readonly OperationDetail[], on: boolean) =>
    onChange(every.filter(key => (keys.includes(key) ? on : chosen.includes(key))));
  return (
    <>
      <fieldset className="choices">
        <legend>{t('operationLogs.details.preset')}</legend>
        {(Object.keys(presets) as (keyof typeof presets)[]).map(key => (
          <label key={key}>
            <input
              type="radio"
              name="operation-preset"
              checked={preset === key}
              onChange={() => onChange(presets[key])}
            />{' '}
            {t(`operationLogs.details.${key}`)}
          </label>
        ))}
        <label>
          <input
            type="radio"
            name="operation-preset"
            checked={preset === undefined}
            disabled={preset !== undefined}
            readOnly
          />{' '}
          {t('operationLogs.details.own', { count: chosen.length })}
        </label>
      </fieldset>
      <div className="operation-types">
        {operationTypes.map(({ key: type }) => {
          const keys = operationDetails.filter(one => one.type === type).map(({ key }) => key);
          if (keys.length === 0) return null;
          const on = keys.filter(key => chosen.includes(key)).length;
          return (
            <fieldset key={type}>
              <legend>
                <label className="check">
                  <input
                    type="checkbox"
                    checked={on === keys.length}
                    ref={box => {
                      if (box) box.indeterminate = on > 0 && on < keys.length;
                    }}
                    onChange={event => set(keys, event.target.checked)}
                  />{' '}
                  {termWord('types', type, t)}
                </label>
              </legend>
              {keys.map(key => (
                <label key={key} className="check">
                  <input
                    type="checkbox"
                    checked={chosen.includes(key)}
                    onChange={event => set([key], event.target.checked)}
                  />{' '}
                  {termWord('details', key, t)}
                </label>
              ))}
            </fieldset>
          );
        })}
      </div>
    </>
  );
}
