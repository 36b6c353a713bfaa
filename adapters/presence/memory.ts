import type { Presence, PresenceStore } from '../../projections/kernel/index.ts';
import { merged } from './merge.ts';

export function memoryPresence(): PresenceStore {
  const known = new Map<string, Presence>();
  return {
    touch(update) {
      known.set(update.deviceId, merged(known.get(update.deviceId), { ...update, contacts: 1 }));
    },
    async get(deviceId) {
      return known.get(deviceId);
    },
    async *all() {
      const sorted = [...known.values()].sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
      for (let from = 0; from < sorted.length; from += 1_000) yield sorted.slice(from, from + 1_000);
    },
    flush: async () => undefined,
    close: async () => undefined,
  };
}
