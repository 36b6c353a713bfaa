import { Timer } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '../parts/card.tsx';
import { Popup } from '../parts/popup.tsx';
import { RefreshButton } from '../parts/refresh-button.tsx';
import { useAsOf } from '../shell/as-of.ts';
import { usePreference, useSavePreferences } from '../shell/preferences.ts';

/** Seconds after which a panel may read itself anew; 0: only when something tells it to. */
export const intervals = [0, 60, 300, 900, 3_600] as const;
/** Stands for every panel that has no interval of its own. */
const everyPanel = '*';

interface Props {
  /** As the layout names it. */
  readonly id: string;
  readonly title: string;
  readonly action?: ReactNode;
  readonly className?: string;
  readonly refresh: () => Promise<unknown>;
  readonly children: ReactNode;
}

/** A panel of Home: it is read anew by hand, and by itself as often as the person chose. */
export function HomePanel({ id, title, action, className, refresh, children }: Props) {
  const { time } = useAsOf();
  const kept = usePreference('refresh');
  const seconds = kept?.[id] ?? kept?.[everyPanel] ?? 0;
  const run = useRef(refresh);
  useEffect(() => {
    run.current = refresh;
  });
  useEffect(() => {
    // The past does not change.
    if (seconds === 0 || time) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void run.current();
    }, seconds * 1_000);
    return () => clearInterval(timer);
  }, [seconds, time]);
  return (
    <Card
      title={title}
      {...(className !== undefined && { className })}
      action={
        <>
          {action}
          <span className="panel-tools">
            <RefreshButton refresh={refresh} of={title} />
            {!time && <IntervalButton id={id} title={title} seconds={seconds} />}
          </span>
        </>
      }
    >
      {children}
    </Card>
  );
}

function IntervalButton({ id, title, seconds }: { id: string; title: string; seconds: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const label = t('home.interval.open', { name: title });
  return (
    <Popup
      label={label}
      align="end"
      open={open}
      setOpen={setOpen}
      trigger={props => (
        <button
          type="button"
          className="icon-button"
          data-on={seconds > 0 || undefined}
          aria-label={label}
          title={label}
          {...props}
        >
          <Timer size={15} aria-hidden="true" />
        </button>
      )}
    >
      <IntervalForm id={id} seconds={seconds} close={() => setOpen(false)} />
    </Popup>
  );
}

function IntervalForm({ id, seconds, close }: { id: string; seconds: number; close: () => void }) {
  const { t } = useTranslation();
  const kept = usePreference('refresh');
  const save = useSavePreferences();
  const [all, setAll] = useState(false);
  const choose = (next: number) => {
    void save({ refresh: all ? { [everyPanel]: next } : { ...kept, [id]: next } });
    close();
  };
  return (
    <div className="menu-panel narrow">
      <p className="menu-note">{t('home.interval.lead')}</p>
      <label className="check menu-check">
        <input type="checkbox" checked={all} onChange={() => setAll(!all)} /> {t('home.interval.all')}
      </label>
      {intervals.map(each => (
        <button
          key={each}
          type="button"
          className="menu-item"
          aria-pressed={each === seconds}
          onClick={() => choose(each)}
        >
          {each === 0 ? t('home.interval.never') : t('home.interval.minutes', { count: each / 60 })}
        </button>
      ))}
    </div>
  );
}
