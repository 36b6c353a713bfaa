const dayMs = 86_400_000;

/** From so many days before the end on, its owner is told of it. */
export const passwordWarningDays = 7;

export interface PasswordAge {
  /** RFC 3339: when it was set; null where that was never written down, which counts as too long ago. */
  readonly setAt: string | null;
  /** Days a password is good for; 0: for ever. */
  readonly days: number;
  /** RFC 3339. */
  readonly now: string;
}

/** Days that are left, the last one counted whole; 0 once it has expired; null while nobody need be told. */
export function passwordDaysLeft({ setAt, days, now }: PasswordAge): number | null {
  if (days === 0) return null;
  if (setAt === null) return 0;
  const left = Math.ceil((Date.parse(setAt) + days * dayMs - Date.parse(now)) / dayMs);
  return left > passwordWarningDays ? null : Math.max(0, left);
}
