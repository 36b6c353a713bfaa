import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import type { FleetEntry, TimelineEntry } from '../api/types.ts';
import { useFormat } from '../parts/format.ts';
import { Glyph, type Shape, type Tone } from '../parts/status.tsx';
import { Sentence } from './sentence.tsx';

interface Props {
  readonly entries: readonly FleetEntry[];
  /** The device whose list it is: only entries of records merged into it name theirs. */
  readonly of?: string;
  /** Names of the devices, for lists over all of them. */
  readonly names?: ReadonlyMap<string, string>;
}

const added = /(Added|Installed|Registered|Managed|Learned|Restored|Attached)$/;
const removed = /(Removed|Ignored|Merged|Detached)$/;

function glyphOf(entry: TimelineEntry): readonly [Shape, Tone] {
  if (added.test(entry.eventType)) return ['added', 'safe'];
  if (removed.test(entry.eventType)) return ['removed', 'critical'];
  return ['changed', 'info'];
}

/** Newest first under day heads; each change one sentence and one line of when, from where, by whom. */
export function TimelineList({ entries, of, names }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay();
  const today = format.date(Date.now());
  let day = '';
  return (
    <ol className="timeline">
      {entries.map(entry => {
        const [shape, tone] = glyphOf(entry);
        const thisDay = format.date(entry.at);
        const head =
          thisDay === day ? undefined : thisDay === today ? `${t('common.today')}, ${thisDay}` : thisDay;
        day = thisDay;
        return (
          <li key={entry.id} className="timeline-item">
            {head && <h3 className="timeline-day">{head}</h3>}
            <div className="timeline-body">
              <Glyph shape={shape} tone={tone} />
              <div>
                <p className="sentence">
                  {entry.device !== of && (
                    <>
                      <Link
                        to="/devices/$id"
                        params={{ id: entry.device }}
                        search={{ tab: 'history' }}
                        className="mono"
                      >
                        {names?.get(entry.device) ?? entry.deviceName}
                      </Link>{' '}
                    </>
                  )}
                  <Sentence entry={entry} />
                </p>
                <p className="timeline-meta">
                  <time dateTime={entry.at} title={format.exact(entry.at)}>
                    {format.time(entry.at)}
                  </time>
                  {', '}
                  {entry.source || entry.actor}
                  {entry.happenedAt && entry.happenedAt !== entry.at && (
                    <span className="late">
                      {t('device.history.late', { when: format.dateTime(entry.happenedAt) })}
                    </span>
                  )}
                  {may('events.read') && (
                    <Link
                      to="/events"
                      search={{ sel: String(entry.position) }}
                      aria-label={t('device.history.openEvent', { position: entry.position })}
                    >
                      {t('device.history.event', { position: entry.position })}
                    </Link>
                  )}
                </p>
              </div>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
