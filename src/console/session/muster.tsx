/** Ranks of strokes that fall in to the mark's shape. */
const COLUMNS = 15;
const ROWS = 26;
const heads = [15, 14, 13.2, 12.5, 11, 9, 7, 6.5, 7, 9, 11, 12.5, 13.2, 14, 15];

function toneOf(column: number, row: number): string {
  if (row < heads[column]!) return 'faint';
  return (column * 7 + row * 5) % 23 === 0 ? 'lit' : 'on';
}

export function Muster() {
  return (
    <svg
      className="muster-ranks"
      viewBox={`0 0 ${COLUMNS * 36} ${ROWS * 34}`}
      preserveAspectRatio="xMidYMax slice"
      aria-hidden="true"
    >
      {Array.from({ length: COLUMNS * ROWS }, (_, index) => {
        const column = index % COLUMNS;
        const row = Math.floor(index / COLUMNS);
        return (
          <rect
            key={index}
            x={column * 36 + 16}
            y={row * 34 + 10}
            width={5}
            height={14}
            rx={2}
            className={toneOf(column, row)}
          />
        );
      })}
    </svg>
  );
}
