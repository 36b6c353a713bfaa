import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import type { Act } from './requests.ts';

interface Props {
  /** What it is about, for the cache of what it would do. */
  readonly actKey: readonly unknown[];
  readonly act: Act;
}

/** Tries an act without doing it. */
export function usePreview({ actKey, act }: Props, enabled: boolean) {
  return useQuery({
    queryKey: ['agent-act-preview', ...actKey],
    queryFn: () => act(true),
    enabled,
    staleTime: 0,
    gcTime: 0,
  });
}

/** Whom the act will reach: how many computers, and the first by name. */
export function Reach({ preview }: { readonly preview: ReturnType<typeof usePreview> }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (preview.error) return <ErrorPanel error={preview.error} />;
  if (!preview.data) return preview.isFetching ? <p className="text2">{t('acts.trying')}</p> : null;
  const { events, reach, warnings } = preview.data;
  const more = (reach.count ?? 0) - reach.names.length;
  return (
    <div role="status" className="agent-reach">
      {events.length === 0 ? (
        <p>{t('agents.nothingChanges')}</p>
      ) : (
        <>
          <p>
            <strong>
              {reach.count === null
                ? t('agents.reachUnknown')
                : t('agents.reaches', { count: reach.count, number: format.number(reach.count) })}
            </strong>
          </p>
          {reach.names.length > 0 && (
            <p className="text2 mono">
              {reach.names.join(', ')}
              {more > 0 && ` ${t('agents.andMore', { number: format.number(more) })}`}
            </p>
          )}
          {warnings.map(code => (
            <p key={code} className="notice slim" data-tone="warning">
              {t(`agents.warnings.${code}`)}{' '}
              <Link to="/settings/operation-logs">{t('operations.toSettings')}</Link>
            </p>
          ))}
        </>
      )}
    </div>
  );
}
