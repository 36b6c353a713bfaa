import { encode } from 'uqr';

/** Modules of empty ground around the code: readers find its edge by them. */
const QUIET = 4;

/** A code to scan, drawn dark on light in either theme: many readers take nothing else. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { border: QUIET });
  const dark = data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect width={size} height={size} className="qr-ground" />
      <path d={dark} className="qr-ink" />
    </svg>
  );
}
