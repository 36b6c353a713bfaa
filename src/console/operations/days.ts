/**
 * Days and months of the person's own calendar. Records are counted by quarters of an hour, and every time zone begins
 * its days at one: so the days of a month are sums of them, whatever calendar the computers keep.
 */
export interface Slot {
  /** Milliseconds since the epoch at which a quarter begins. */
  readonly at: number;
  readonly count: number;
}

/** Milliseconds since the epoch; `until` is not within. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export const quarterMs = 15 * 60_000;

const two = (value: number) => String(value).padStart(2, '0');

/** `2026-11-22`, the day in which a moment lies. */
export function dayOf(moment: number): string {
  const at = new Date(moment);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export const monthOf = (day: string): string => day.slice(0, 7);

export const isMonth = (day: string): boolean => day.length === 7;

/** A day `2026-11-22` or month `2026-11` that exists; undefined: the text is neither. */
export function spanOf(text: string): Span | undefined {
  const match = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]) - 1, Number(match[3] ?? 1)];
  const begin = new Date(year, month, day);
  if (begin.getMonth() !== month || begin.getDate() !== day) return undefined;
  const end = match[3] === undefined ? new Date(year, month + 1, 1) : new Date(year, month, day + 1);
  return { from: begin.getTime(), until: end.getTime() };
}

/** The days of a month in their order. */
export function daysIn(month: string): readonly string[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const count = new Date(year, number, 0).getDate();
  return Array.from({ length: count }, (_, index) => `${month}-${two(index + 1)}`);
}

/** Records of each day that has some. */
export function countByDay(slots: readonly Slot[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { at, count } of slots) {
    const day = dayOf(at);
    counts.set(day, (counts.get(day) ?? 0) + count);
  }
  return counts;
}

/** Every quarter of a span, also those without records; 92 to 100 for a day, as clocks are changed. */
export function quartersIn({ from, until }: Span, slots: readonly Slot[]): readonly Slot[] {
  const counts = new Map(slots.map(({ at, count }) => [at, count]));
  return Array.from({ length: Math.round((until - from) / quarterMs) }, (_, index) => {
    const at = from + index * quarterMs;
    return { at, count: counts.get(at) ?? 0 };
  });
}
