import type { BodyStore, Clock, RawBody } from '../../domain/kernel/index.ts';
import { bodyHash } from './hash.ts';

export function memoryBodies(clock: Clock): BodyStore {
  const kept = new Map<string, { readonly body: RawBody; readonly at: string }>();
  return {
    hashOf: bodyHash,
    async put(bytes, contentType, hash = bodyHash(bytes)) {
      if (!kept.has(hash))
        kept.set(hash, { body: { hash, bytes: new Uint8Array(bytes), contentType }, at: clock.now() });
      return hash;
    },
    async get(hash) {
      return kept.get(hash)?.body;
    },
    async *list() {
      const entries = [...kept.values()].map(({ body, at }) => ({
        hash: body.hash,
        at,
        size: body.bytes.length,
      }));
      for (let from = 0; from < entries.length; from += 1_000) yield entries.slice(from, from + 1_000);
    },
    close: async () => undefined,
  };
}
