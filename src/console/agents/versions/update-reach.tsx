import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { useFormat } from '../../parts/format.ts';
import type { UpdateOutcome } from './types.ts';

/** Whom an update will reach, before it is ordered. */
export function UpdateReachText({ preview }: { readonly preview: UseQueryResult<UpdateOutcome> }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (preview.error) return <ErrorPanel error={preview.error} />;
  if (!preview.data) return preview.isFetching ? <p className="text2">{t('acts.trying')}</p> : null;
  const { devices, told, there, later, withoutPackage, names } = preview.data.reach;
  const number = (value: number) => format.number(value);
  const beside = (['there', 'later', 'withoutPackage'] as const).filter(
    key => ({ there, later, withoutPackage })[key] > 0,
  );
  return (
    <div role="status" className="agent-reach">
      <p>
        <strong>{t('agentVersions.told', { count: told, number: number(told), of: number(devices) })}</strong>
      </p>
      {names.length > 0 && (
        <p className="text2 mono">
          {names.join(', ')}
          {told > names.length && ` ${t('agents.andMore', { number: number(told - names.length) })}`}
        </p>
      )}
      {beside.map(key => (
        <p key={key} className="text2">
          {t(`agentVersions.${key}`, { number: number({ there, later, withoutPackage }[key]) })}
        </p>
      ))}
    </div>
  );
}
