const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = {
  m: MINUTE,
  h: 60 * MINUTE,
  d: 1_440 * MINUTE,
  w: 10_080 * MINUTE,
};

const RELATIVE = /^now(?:([+-])(\d{1,6})([mhdw]))?$/;
/** A date, or a date and time with an offset; a time without one would mean another moment on every machine. */
const ABSOLUTE = /^(?:\d{4}|[+-]\d{6})-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/;

/**
 * What people and saved filters write in place of milliseconds: `2026-10-12` (midnight UTC),
 * `2026-10-12T14:00+09:00`, `now`, `now-14d`, `now+2h` (m, h, d, w). Undefined where it is none of these.
 */
export function parseTime(text: string, nowMs: number): number | undefined {
  const relative = RELATIVE.exec(text);
  if (relative) {
    const [, sign, amount, unit] = relative;
    const span = Number(amount ?? 0) * (UNITS[unit ?? 'm'] ?? 0);
    return sign === '-' ? nowMs - span : nowMs + span;
  }
  if (!ABSOLUTE.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** True for `now`, `now-14d` and the like. */
export function isRelativeTime(value: unknown): value is string {
  return typeof value === 'string' && RELATIVE.test(value);
}
