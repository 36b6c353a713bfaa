import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { FunnelX, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Filter } from '../api/types.ts';
import { useMay } from '../api/session.ts';
import { useFormat } from '../parts/format.ts';
import { Ranks } from '../parts/mark.tsx';
import { useAsOf, useSetAsOf } from '../shell/as-of.ts';
import { chipWords, filterOf, saidOfDevices, sentence } from './filter-words.ts';
import { countQuery } from './queries.ts';

interface Props {
  readonly conditions: readonly Filter[];
  readonly setConditions: (conditions: readonly Filter[]) => void;
}

/** Why the list is empty, and the next step with a button. */
export function ListEmpty({ conditions, setConditions }: Props) {
  const { t } = useTranslation();
  const { time } = useAsOf();
  const setAsOf = useSetAsOf();
  const may = useMay();
  if (conditions.length > 0) return <FilteredEmpty conditions={conditions} setConditions={setConditions} />;
  return (
    <div className="empty">
      <Ranks lit={16} />
      <h2 className="empty-title">{t(time ? 'devices.empty.pastTitle' : 'devices.empty.title')}</h2>
      <p>{t(time ? 'devices.empty.pastText' : 'devices.empty.text')}</p>
      {time ? (
        <Button onClick={() => setAsOf(undefined)}>{t('shell.asOf.back')}</Button>
      ) : (
        may('agents.enrol') && (
          <Link to="/devices/add" className="button primary">
            <Plus size={14} aria-hidden="true" /> {t('devices.empty.action')}
          </Link>
        )
      )}
    </div>
  );
}

function FilteredEmpty({ conditions, setConditions }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { params } = useAsOf();
  const without = (index: number) => conditions.filter((_, at) => at !== index);
  const counts = useQueries({
    queries: conditions.map((_, index) => countQuery(filterOf(without(index)), params)),
  });
  const best = counts.reduce(
    (top, each, index) => ((each.data ?? 0) > (counts[top]?.data ?? 0) ? index : top),
    0,
  );
  const gain = counts[best]?.data ?? 0;
  const chip = sentence(chipWords(conditions[best]!, t, saidOfDevices(t, format)));
  return (
    <div className="empty">
      <Ranks />
      <h2 className="empty-title">{t('devices.empty.filteredTitle', { count: conditions.length })}</h2>
      {gain > 0 && conditions.length > 0 && <p>{t('devices.empty.filteredText', { chip, count: gain })}</p>}
      <div className="row-actions">
        {gain > 0 && (
          <Button
            icon={<FunnelX size={14} aria-hidden="true" />}
            onClick={() => setConditions(without(best))}
          >
            {t('devices.empty.removeThat')}
          </Button>
        )}
        <Button onClick={() => setConditions([])}>{t('devices.empty.clearAll')}</Button>
      </div>
    </div>
  );
}
