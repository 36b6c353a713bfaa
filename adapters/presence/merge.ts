import type { Presence } from '../../projections/kernel/index.ts';

export type Touch = Omit<Presence, 'contacts'>;

/** The newer contact wins whatever order they are told in; every contact counts. */
export function merged(before: Presence | undefined, update: Presence): Presence {
  if (!before) return update;
  const newer = update.lastContactAt >= before.lastContactAt ? update : before;
  return { ...newer, contacts: before.contacts + update.contacts };
}
