import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../parts/format.ts';

export interface Bar {
  readonly key: string;
  /** As it is called where it is chosen: `13:45`. */
  readonly word: string;
  readonly count: number;
}

interface Props {
  readonly bars: readonly Bar[];
  /** Bars between two words of the axis. */
  readonly every: number;
  readonly chosen: string | undefined;
  /** Of the field that chooses one of the bars; its first entry is all of them. */
  readonly label: string;
  readonly all: string;
  readonly choose: (key: string | undefined) => void;
}

const HEIGHT = 64;

/** Records over the time that is looked at. A press on a bar, or the field beside it, shows only those. */
export function TimeChart({ bars, every, chosen, label, all, choose }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const top = bars.find(({ count }) => count === most);
  const finding = top
    ? t('operations.chart.finding', { when: top.word, count: most, number: format.number(most) })
    : t('operations.days.none');
  const words = ({ word, count }: Bar) =>
    `${word}, ${t('operations.days.records', { count, number: format.number(count) })}`;
  return (
    <div className="time-chart">
      <div className="time-chart-plot">
        <svg
          viewBox={`0 0 ${bars.length * 10} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`${label}. ${finding}`}
        >
          {bars.map((bar, index) => {
            const height = bar.count === 0 ? 0 : Math.max(2, (bar.count / most) * (HEIGHT - 4));
            return (
              <g key={bar.key} className="clickable" onClick={() => bar.count > 0 && choose(bar.key)}>
                <title>{words(bar)}</title>
                <rect x={index * 10} y={0} width={10} height={HEIGHT} className="time-chart-ground" />
                <rect
                  x={index * 10 + 1}
                  y={HEIGHT - height}
                  width={8}
                  height={height}
                  className={
                    chosen === undefined || chosen === bar.key ? 'time-chart-bar' : 'time-chart-rest'
                  }
                />
              </g>
            );
          })}
        </svg>
        <div className="time-chart-axis" aria-hidden="true">
          {bars.map(
            ({ key, word }, index) =>
              index % every === 0 && (
                <span key={key} style={{ left: `${(index / bars.length) * 100}%` }}>
                  {word}
                </span>
              ),
          )}
        </div>
      </div>
      <span className="time-chart-field">
        <label htmlFor={id} className="small text2">
          {label}
        </label>
        <select
          id={id}
          value={chosen ?? ''}
          onChange={event => choose(event.target.value === '' ? undefined : event.target.value)}
        >
          <option value="">{all}</option>
          {bars
            .filter(({ key, count }) => count > 0 || key === chosen)
            .map(bar => (
              <option key={bar.key} value={bar.key}>
                {words(bar)}
              </option>
            ))}
        </select>
      </span>
    </div>
  );
}
