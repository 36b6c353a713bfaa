import { useQuery } from '@tanstack/react-query';
import { printFilterText } from '../../../projections/kernel/filter-text.ts';
import { useTranslation } from 'react-i18next';
import { deviceTypes } from '../devices/columns.ts';
import { groupsQuery } from '../devices/queries.ts';
import { Bones } from '../parts/bones.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { useFormat } from '../parts/format.ts';
import { useAsOf } from '../shell/as-of.ts';
import { HomePanel } from './home-panel.tsx';
import { Link } from '@tanstack/react-router';

const SHOWN = 6;

/** The systems in use, largest first, each with its share as a bar. */
export function SystemsPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const { params } = useAsOf();
  const { data, error, refetch } = useQuery(groupsQuery('osName', undefined, params));
  const most = Math.max(1, ...(data?.items.map(each => each.count) ?? []));
  const rest = data?.items.slice(SHOWN).reduce((sum, each) => sum + each.count, 0) ?? 0;
  return (
    <HomePanel id="systems" title={t('home.systems')} className="span-4" refresh={refetch}>
      {error ? (
        <ErrorPanel error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Bones lines={6} />
      ) : data.items.length === 0 ? (
        <p className="text2">{t('home.noSystems')}</p>
      ) : (
        <ul className="bars">
          {data.items.slice(0, SHOWN).map(({ value, count }) => {
            const word = value === null ? t('common.notCollected') : String(value);
            const filter =
              value === null
                ? printFilterText({ op: 'missing', column: 'osName' }, deviceTypes)
                : printFilterText({ op: 'eq', column: 'osName', value }, deviceTypes);
            return (
              <li key={word}>
                <span className="bar-word" title={word}>
                  {word}
                </span>
                <Link
                  to="/devices"
                  search={{ view: 'all', f: filter, sort: 'name' }}
                  className="open-figure"
                  aria-label={t('home.openState', { count, state: word })}
                >
                  {format.number(count)}
                </Link>
                <span className="track" aria-hidden="true">
                  <i className="bar-accent" style={{ width: `${(count / most) * 100}%` }} />
                </span>
              </li>
            );
          })}
          {rest > 0 && (
            <li>
              <span className="bar-word text2">{t('home.other')}</span>
              <span className="figure text2">{format.number(rest)}</span>
              <span className="track" aria-hidden="true">
                <i className="bar-unknown" style={{ width: `${Math.min(1, rest / most) * 100}%` }} />
              </span>
            </li>
          )}
        </ul>
      )}
    </HomePanel>
  );
}
