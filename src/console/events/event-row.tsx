import type { EventRow as Event } from '../api/types.ts';
import { useFormat } from '../parts/format.ts';

interface Props {
  readonly event: Event;
  readonly index: number;
  readonly selected: boolean;
  readonly top: number;
  readonly height: number;
  readonly open: () => void;
}

/** One event: a line of columns, or on a phone two lines of the same cells. */
export function EventRow({ event, index, selected, top, height, open }: Props) {
  const format = useFormat();
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className="grid-row clickable event-row"
      style={{ height, transform: `translateY(${top}px)` }}
      onClick={open}
    >
      <div role="gridcell" className="right mono event-position">
        {format.number(event.position)}
      </div>
      <div role="gridcell" className="event-time">
        <time dateTime={event.at} title={format.exact(event.at)}>
          {format.date(event.at)} {format.seconds(event.at)}
        </time>
      </div>
      <div role="gridcell" className="event-type">
        <button type="button" className="row-link name-button" aria-expanded={selected}>
          {event.type}
        </button>
      </div>
      <div role="gridcell" className="mono event-stream">
        {event.stream}
      </div>
      <div role="gridcell" className="mono event-actor">
        {event.actor}
      </div>
    </div>
  );
}
