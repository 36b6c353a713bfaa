import type { ShownTraceStep } from '../../../domain/operation-logs/records/index.ts';
import { useTranslation } from 'react-i18next';
import { Glyph } from '../parts/status.tsx';
import { lastPart } from './object.ts';
import { OperationIcon } from './operation-icon.tsx';
import { layTrace, type Lane, type Node } from './trace-layout.ts';
import { termWord } from './words.ts';

const LABEL = 116;
const COLUMN = 196;
const BOX = { width: 164, height: 44 };
const ROW = 56;
const PADDING = 10;
const GAP = 4;

interface Props {
  readonly steps: readonly ShownTraceStep[];
  /** Place of the step that was asked about. */
  readonly start: number;
  readonly selected: string | undefined;
  readonly select: (id: string) => void;
}

/** The way of a file: a lane for each place, a box for each step, lines to what each follows from. */
export function TraceGraph({ steps, start, selected, select }: Props) {
  const { t } = useTranslation();
  const { lanes, nodes, columns } = layTrace(steps);
  const tops: number[] = [];
  let height = 0;
  for (const { rows } of lanes) {
    tops.push(height);
    height += rows * ROW + PADDING + GAP;
  }
  const width = LABEL + columns * COLUMN + PADDING;
  const boxAt = ({ lane, row, column }: Node) => ({
    left: LABEL + column * COLUMN,
    top: tops[lane]! + PADDING / 2 + row * ROW + (ROW - BOX.height) / 2,
  });
  const places = nodes.map(boxAt);
  return (
    <div className="trace-graph" role="region" aria-label={t('operations.trace.graph')} tabIndex={0}>
      <div style={{ width, height }}>
        {lanes.map((lane, index) => (
          <div
            key={lane.key}
            className="trace-lane"
            style={{ top: tops[index], height: lane.rows * ROW + PADDING }}
          >
            <LaneName lane={lane} />
          </div>
        ))}
        <svg className="trace-lines" width={width} height={height} aria-hidden="true">
          {steps.flatMap(({ after }, step) =>
            after.map(before => (
              <path key={`${before} ${step}`} d={lineBetween(places[before]!, places[step]!)} />
            )),
          )}
        </svg>
        {steps.map(({ operation, from, to }, step) => {
          const clock = operation.localTime.slice(11, 16);
          const word = termWord('details', operation.detail, t);
          // An address says where it went, and hardly what went there.
          const name = lastPart((to?.includes('://') ? from : to) ?? from ?? '');
          return (
            <button
              key={operation.id}
              type="button"
              className="trace-node"
              style={{ ...places[step], width: BOX.width, height: BOX.height }}
              data-asked={step === start || undefined}
              data-suspicious={operation.suspicious || undefined}
              aria-expanded={operation.id === selected}
              onClick={() => select(operation.id)}
            >
              <OperationIcon type={operation.type} detail={operation.detail} />
              <span>
                <b className="mono">{name}</b>
                <small>
                  {clock} {word}
                </small>
              </span>
              {operation.suspicious && (
                <>
                  <Glyph shape="suspicious" tone="important" size={12} />
                  <span className="visually-hidden">{t('operations.suspicious')}</span>
                </>
              )}
            </button>
          );
        })}
      </div>
    </div>
  );
}

function LaneName({ lane }: { readonly lane: Lane }) {
  const { t } = useTranslation();
  return (
    <strong className={lane.drive === null ? 'mono' : ''}>
      {lane.drive === null ? (lane.computer ?? '–') : termWord('drives', lane.drive, t)}
    </strong>
  );
}

type Place = { readonly left: number; readonly top: number };

/** From the right of one box to the left of another, turning in the gap before it, with a head. */
function lineBetween(from: Place, to: Place): string {
  const [startX, startY] = [from.left + BOX.width, from.top + BOX.height / 2];
  const [endX, endY] = [to.left, to.top + BOX.height / 2];
  const turn = endX - (COLUMN - BOX.width) / 2;
  return `M${startX} ${startY}H${turn}V${endY}H${endX - 2}m-5-4l5 4l-5 4`;
}
