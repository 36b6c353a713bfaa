import type { ReactNode } from 'react';

export type Tone = 'critical' | 'important' | 'warning' | 'safe' | 'info' | 'unknown' | 'text2';

/** A status is a shape, a colour and a word; the shape alone tells it apart in greyscale. */
const shapes = {
  ok: (
    <>
      <circle cx="8" cy="8" r="6.5" className="fill" />
      <path d="M5 8.3l2.1 2.1L11 6.2" className="cut" />
    </>
  ),
  failed: (
    <>
      <path d="M5.5 1.7h5L14.3 5.5v5L10.5 14.3h-5L1.7 10.5v-5z" className="line" />
      <path d="M6 6l4 4M10 6l-4 4" className="line" />
    </>
  ),
  warning: (
    <>
      <path d="M8 2.2L14.3 13.3H1.7z" className="line" />
      <path d="M8 6.5v3M8 11.4v.1" className="line" />
    </>
  ),
  suspicious: (
    <>
      <path d="M8 1.2l6.8 6.8L8 14.8 1.2 8z" className="fill" />
      <path d="M8 4.8v3.8M8 11v.1" className="cut" />
    </>
  ),
  running: (
    <>
      <circle cx="8" cy="8" r="6" className="track" />
      <path d="M8 2a6 6 0 0 1 6 6" className="line" />
    </>
  ),
  queued: (
    <>
      <circle cx="3" cy="8" r="1.3" className="fill" />
      <circle cx="8" cy="8" r="1.3" className="fill" />
      <circle cx="13" cy="8" r="1.3" className="fill" />
    </>
  ),
  cancelled: (
    <>
      <circle cx="8" cy="8" r="6" className="line" />
      <path d="M3.8 12.2l8.4-8.4" className="line" />
    </>
  ),
  online: (
    <>
      <circle cx="8" cy="8" r="6" className="ring" />
      <circle cx="8" cy="8" r="3.6" className="fill" />
    </>
  ),
  quiet: (
    <>
      <circle cx="8" cy="8" r="5" className="line" />
      <path d="M8 3a5 5 0 0 1 0 10z" className="fill" />
    </>
  ),
  offline: <circle cx="8" cy="8" r="4.6" className="line" />,
  unknown: (
    <>
      <circle cx="8" cy="8" r="6" className="line dashed" />
      <path d="M6.3 6.5a1.7 1.7 0 1 1 2.4 1.6c-.5.2-.7.5-.7 1.1M8 11.2v.1" className="line" />
    </>
  ),
  managed: <path d="M8 1.8l5 1.7v4c0 3.2-2.1 5.6-5 6.7-2.9-1.1-5-3.5-5-6.7v-4z" className="line" />,
  discovered: (
    <>
      <circle cx="7" cy="7" r="4.3" className="line" />
      <path d="M10.2 10.2L14 14" className="line" />
    </>
  ),
  ignored: (
    <>
      <path d="M1.7 8S4 4 8 4s6.3 4 6.3 4-2.3 4-6.3 4-6.3-4-6.3-4z" className="line" />
      <path d="M3 13L13 3" className="line" />
    </>
  ),
  removed: <path d="M3 8h10" className="line" />,
  added: <path d="M3 8h10M8 3v10" className="line" />,
  changed: <path d="M2.5 5.5h10M10 3l2.6 2.5L10 8M13.5 10.5h-10M6 8l-2.6 2.5L6 13" className="line" />,
} satisfies Record<string, ReactNode>;

export type Shape = keyof typeof shapes;

export function Glyph({ shape, tone, size = 14 }: { shape: Shape; tone: Tone; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" className={`glyph tone-${tone}`} aria-hidden="true">
      {shapes[shape]}
    </svg>
  );
}

const table = {
  online: ['online', 'safe'],
  quiet: ['quiet', 'warning'],
  offline: ['offline', 'unknown'],
  unknown: ['unknown', 'unknown'],
  managed: ['managed', 'text2'],
  discovered: ['discovered', 'info'],
  ignored: ['ignored', 'unknown'],
  removed: ['removed', 'critical'],
} as const satisfies Record<string, readonly [Shape, Tone]>;

export type DeviceStatus = keyof typeof table;

export const isDeviceStatus = (value: unknown): value is DeviceStatus =>
  typeof value === 'string' && Object.hasOwn(table, value);

/** Online and management states, in a table without ground, in a header as a pill. */
export function Status({ value, word, pill = false }: { value: DeviceStatus; word: string; pill?: boolean }) {
  const [shape, tone] = table[value];
  return <Toned shape={shape} tone={tone} word={word} pill={pill} />;
}

export function Toned({
  shape,
  tone,
  word,
  pill = false,
}: {
  shape: Shape;
  tone: Tone;
  word: ReactNode;
  pill?: boolean;
}) {
  return (
    <span className={pill ? `status pill soft-${tone}` : 'status'}>
      <Glyph shape={shape} tone={tone} />
      <span className={pill ? `tone-${tone}` : tone === 'unknown' ? 'text2' : ''}>{word}</span>
    </span>
  );
}
