import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../parts/format.ts';

const shares = [1, 5, 10, 25, 50, 100] as const;

interface Props {
  readonly value: number;
  /** An update does not become narrower. */
  readonly least?: number;
  readonly change: (percent: number) => void;
}

/** How many of those it is meant for come first. */
export function ShareField({ value, least = 1, change }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  return (
    <div className="agent-field">
      <label htmlFor={id}>{t('agentVersions.share')}</label>
      <select id={id} value={value} onChange={event => change(Number(event.target.value))}>
        {shares
          .filter(each => each >= least)
          .map(each => (
            <option key={each} value={each}>
              {format.percent(each)}
            </option>
          ))}
      </select>
      <p className="small text2">{t('agentVersions.shareHelp')}</p>
    </div>
  );
}
