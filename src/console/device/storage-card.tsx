import { useTranslation } from 'react-i18next';
import type { Inventory } from '../api/types.ts';
import { Card } from '../parts/card.tsx';
import { useFormat } from '../parts/format.ts';

/** Volumes with their fill; the figures stand beside the bar. */
export function Storage({ volumes }: { volumes: Inventory['volumes'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = volumes?.filter(each => each.total !== undefined && each.total > 0) ?? [];
  if (shown.length === 0) return null;
  return (
    <Card title={t('device.cards.storage')}>
      <ul className="bars storage">
        {shown.slice(0, 8).map((volume, index) => {
          const used = volume.free === undefined ? undefined : 1 - volume.free / volume.total!;
          return (
            <li key={`${volume.mount}-${index}`}>
              <span className="bar-word mono" title={volume.device}>
                {volume.mount}
              </span>
              <span className="figure">
                {volume.free !== undefined && t('device.free', { free: format.mebibytes(volume.free) })}{' '}
                <span className="text2 small">
                  {t('device.ofTotal', { total: format.mebibytes(volume.total!) })}
                  {volume.fileSystem ? `, ${volume.fileSystem}` : ''}
                </span>
              </span>
              {used !== undefined && (
                <span className="track" aria-hidden="true">
                  <i
                    className={used > 0.9 ? 'bar-warning' : 'bar-accent'}
                    style={{ width: `${Math.max(0, Math.min(1, used)) * 100}%` }}
                  />
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
