import type { Presence } from '../../projections/kernel/index.ts';

export type Touch = Omit<Presence, 'contacts'>;

function laterOf(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}

/** The newer contact wins whatever order they are told in; every contact counts. */
export function merged(before: Presence | undefined, update: Presence): Presence {
  if (!before) return update;
  const newer = update.lastContactAt >= before.lastContactAt ? update : before;
  return {
    ...newer,
    lastInventoryAt: laterOf(before.lastInventoryAt, update.lastInventoryAt),
    contacts: before.contacts + update.contacts,
  };
}
