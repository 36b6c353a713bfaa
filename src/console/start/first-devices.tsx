import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useLive } from '../api/live.ts';
import { newestQuery } from '../home/queries.ts';
import { Glyph } from '../parts/status.tsx';
import { When } from '../parts/when.tsx';

/** The devices that have come last, as they come. */
export function FirstDevices() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const query = newestQuery({});
  const { data } = useQuery(query);
  useLive(change => {
    if (change.collection === 'devices.list') void client.invalidateQueries({ queryKey: query.queryKey });
  }, true);
  const items = data?.items ?? [];
  return (
    <>
      <p role="status" className="arrival">
        <Glyph shape={items.length > 0 ? 'ok' : 'running'} tone={items.length > 0 ? 'safe' : 'info'} />{' '}
        {t(items.length > 0 ? 'start.devices.here' : 'start.devices.waiting')}
      </p>
      <ul className="lines">
        {items.map(row => (
          <li key={row.id}>
            <Link to="/devices/$id" params={{ id: row.id }} className="mono open-value">
              {String(row['name'] ?? row.id)}
            </Link>
            <span className="line-middle">{row['osName'] ? String(row['osName']) : ''}</span>
            {typeof row['registeredAt'] === 'string' && <When at={row['registeredAt']} />}
          </li>
        ))}
      </ul>
    </>
  );
}
