/** A day of the week, 1 is Monday, in short. */
export function weekdayWord(day: number, locale: string): string {
  // The first of January 2024 was a Monday.
  return new Date(2024, 0, day).toLocaleDateString(locale, { weekday: 'short' });
}
