import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';
import { dayOf } from './days.ts';
import { edgeQuery, type Asked } from './queries.ts';
import { useSetOperationState } from './state.ts';

interface Props {
  readonly asked: Asked;
  readonly isFiltered: boolean;
  readonly end: number | undefined;
  readonly choose: (day: string) => void;
}

/** Why the day is empty, and where the nearest answer lies. */
export function NoMatch({ asked, isFiltered, end, choose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const set = useSetOperationState();
  const { data } = useQuery(edgeQuery(asked, { before: end }));
  const clear = () =>
    set({ f: undefined, q: undefined, department: undefined, location: undefined, at: undefined });
  return (
    <>
      <h2 className="empty-title">{t(isFiltered ? 'operations.noMatch' : 'operations.days.none')}</h2>
      {data && <p>{t('operations.nearest', { day: format.date(data.at) })}</p>}
      <div className="row-actions">
        {data && (
          <Button onClick={() => choose(dayOf(Date.parse(data.at)))}>{t('operations.goThere')}</Button>
        )}
        {isFiltered && <Button onClick={clear}>{t('operations.clear')}</Button>}
      </div>
    </>
  );
}
