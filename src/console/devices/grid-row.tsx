import { Link } from '@tanstack/react-router';
import { memo, type DragEvent, type MouseEvent } from 'react';
import type { Row } from '../api/types.ts';
import { alignedRight, renderCell, type CellContext } from './cell.tsx';
import { columnByKey, type DeviceColumnKey } from './columns.ts';
import type { Press } from './selection.ts';

/** Of the row at this place of the whole list; the grid names it as the one its keys act on. */
export const rowId = (index: number) => `device-row-${index}`;

const howOf = (event: MouseEvent): Press =>
  event.shiftKey ? 'toHere' : event.ctrlKey || event.metaKey ? 'more' : 'one';

/** Links and boxes answer a press themselves. */
const ownsPress = (target: EventTarget) => target instanceof Element && target.closest('a, input') !== null;

interface RowProps {
  readonly row: Row | undefined;
  /** In the whole list, whatever page it stands on. */
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly template: string;
  readonly columns: readonly DeviceColumnKey[];
  readonly selected: boolean;
  readonly active: boolean;
  readonly fresh: boolean;
  readonly context: CellContext;
  readonly onSelect: (id: string, index: number, toHere: boolean) => void;
  readonly onActive: (index: number) => void;
  readonly onPress: (id: string, index: number, how: Press) => void;
  /** Begins to carry the row, with the selection where it belongs to it. */
  readonly onDrag: (event: DragEvent<HTMLElement>, id: string) => void;
  readonly onOpen: (index: number, id: string) => void;
}

export const GridRow = memo(function GridRow({
  row,
  index,
  top,
  height,
  template,
  columns,
  selected,
  active,
  fresh,
  context,
  onSelect,
  onActive,
  onPress,
  onDrag,
  onOpen,
}: RowProps) {
  const style = { gridTemplateColumns: template, height, transform: `translateY(${top}px)` };
  if (!row)
    return (
      <div role="row" aria-rowindex={index + 2} className="grid-row" style={style}>
        <div role="gridcell" className="grid-check" />
        {columns.map(key => (
          <div role="gridcell" key={key}>
            <i className="bone" style={{ width: `${40 + ((index * 7 + key.length * 13) % 45)}%` }} />
          </div>
        ))}
      </div>
    );
  const name = String(row['name'] ?? row.id);
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      className="grid-row"
      data-active={active || undefined}
      data-fresh={fresh || undefined}
      data-index={index}
      id={rowId(index)}
      draggable={selected}
      onDragStart={event => onDrag(event, row.id)}
      style={style}
      onMouseDown={event => {
        // A range of rows is wanted, not the text between.
        if (event.shiftKey) event.preventDefault();
      }}
      onClick={event => {
        onActive(index);
        if (!ownsPress(event.target)) onPress(row.id, index, howOf(event));
      }}
    >
      <div role="gridcell" className="grid-check">
        <input
          type="checkbox"
          aria-label={context.t('devices.list.select', { name })}
          checked={selected}
          onChange={event =>
            onSelect(row.id, index, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)
          }
        />
      </div>
      {columns.map(key => {
        const column = columnByKey.get(key)!;
        const content = renderCell(column, row[key] as string | number | null, context);
        return (
          <div
            role="gridcell"
            key={key}
            data-column={key}
            className={`${column.mono ? 'mono' : ''} ${alignedRight(column) ? 'right' : ''}`}
          >
            {key === 'name' ? (
              <Link
                to="/devices/$id"
                params={{ id: row.id }}
                className="row-link"
                onClick={() => onOpen(index, row.id)}
              >
                {content}
              </Link>
            ) : (
              content
            )}
          </div>
        );
      })}
    </div>
  );
});
