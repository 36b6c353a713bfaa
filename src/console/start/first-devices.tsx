import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLive } from '../api/live.ts';
import { DeviceLines } from '../devices/device-lines.tsx';
import { newestQuery } from '../home/queries.ts';
import { Glyph } from '../parts/status.tsx';

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
      <DeviceLines rows={items} />
    </>
  );
}
