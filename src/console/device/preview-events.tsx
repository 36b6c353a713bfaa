import { useTranslation } from 'react-i18next';

/** What a decision would record: the events of its dry run. */
export function PreviewEvents({ events }: { events: readonly { readonly type: string }[] }) {
  const { t } = useTranslation();
  return (
    <>
      <h3>{t('devices.merge.preview')}</h3>
      <p>{t('devices.merge.events', { count: events.length })}</p>
      <ul className="plain-list mono">
        {events.map((event, index) => (
          <li key={index}>{event.type}</li>
        ))}
      </ul>
    </>
  );
}
