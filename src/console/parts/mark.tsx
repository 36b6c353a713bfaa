/** Five upright strokes, flat at the foot: the rank that falls in. The short middle one takes the accent. */
const strokes = [3, 6.5, 10, 6.5, 3];

export function Mark({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 22 22" aria-hidden="true" className="mark">
      {strokes.map((head, index) => (
        <rect
          key={index}
          x={1.5 + index * 4.25 - 0.75}
          y={head}
          width={3}
          height={19 - head}
          rx={1}
          className={index === 2 ? 'mark-accent' : ''}
        />
      ))}
    </svg>
  );
}

/** The word, drawn as single strokes so that it needs no font. */
export function Wordmark({ height = 14 }: { height?: number }) {
  return (
    <svg height={height} viewBox="0 0 74 16" className="wordmark" role="img" aria-label="muster">
      <path d="M2 13V4.5M2 7.4C2 5.2 3.5 4 5.2 4S8.2 5.2 8.2 7.4V13M8.2 7.4C8.2 5.2 9.7 4 11.4 4s3 1.2 3 3.4V13" />
      <path d="M19.4 4v5.6c0 2.2 1.4 3.6 3.5 3.6s3.7-1.5 3.7-3.7V4M26.6 9.5V13" />
      <path d="M37.6 5.6C36.9 4.5 35.7 4 34.4 4c-1.6 0-2.9.8-2.9 2.2 0 3.2 6.3 1.4 6.3 4.6 0 1.6-1.4 2.4-3.2 2.4-1.5 0-2.8-.6-3.4-1.8" />
      <path d="M44 1v9.6c0 1.6.8 2.5 2.4 2.5h.9M41.6 4.2h5.5" />
      <path d="M51.2 8.6h7.9C59.1 5.9 57.4 4 55.2 4S51 5.9 51 8.6s1.8 4.6 4.3 4.6c1.5 0 2.7-.6 3.5-1.7" />
      <path d="M64 13V4.5M64 8c0-2.4 1.7-4 4.2-4" />
    </svg>
  );
}

/** Ranks of strokes for the empty states; one takes the accent: the device about to be added. */
export function Ranks({ lit = -1 }: { lit?: number }) {
  return (
    <svg width={120} height={56} viewBox="0 0 120 56" aria-hidden="true" className="ranks">
      {Array.from({ length: 33 }, (_, index) => (
        <rect
          key={index}
          x={3 + (index % 11) * 11}
          y={2 + Math.floor(index / 11) * 20}
          width={4}
          height={12}
          rx={1.5}
          className={index === lit ? 'mark-accent' : ''}
        />
      ))}
    </svg>
  );
}
