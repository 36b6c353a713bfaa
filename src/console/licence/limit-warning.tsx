import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { valueWord } from '../devices/value-words.ts';
import { useFormat } from '../parts/format.ts';
import { Glyph } from '../parts/status.tsx';

interface LimitReached {
  readonly deviceId: string;
  readonly deviceType: string;
  readonly licensed: number;
  readonly used: number;
}

/** What the event `ProductLicenceLimitReached` warns of, in a sentence, with the device and the way to the keys. */
export function LimitWarning({ data }: { readonly data: unknown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { deviceId, deviceType, licensed, used } = data as LimitReached;
  return (
    <section className="notice" data-tone="warning" aria-label={t('licence.limitReached')}>
      <Glyph shape="discovered" tone="warning" size={16} />
      <div>
        <strong>{t('licence.limitReached')}</strong>
        <p>
          {t('licence.limitReachedText', {
            type: valueWord('deviceType', deviceType, t, format),
            licensed: format.number(licensed),
            used: format.number(used),
          })}
        </p>
        <div className="notice-actions">
          <Link to="/devices/$id" params={{ id: deviceId }} className="button small">
            {t('events.openDevice')}
          </Link>
          <Link to="/settings/licence" className="button small">
            {t('licence.title')}
          </Link>
        </div>
      </div>
    </section>
  );
}
