import {
  StoreUnavailableError,
  type BodyStore,
  type Clock,
  type RawBody,
} from '../../domain/kernel/index.ts';
import { LazyThread } from '../shared/lazy-thread.ts';
import { openBodiesDatabase } from './database.ts';
import { bodyHash } from './hash.ts';
import { JustStored } from './just-stored.ts';
import type { BodyCalls } from './messages.ts';

/**
 * Raw bodies in one SQLite file, zstd-compressed, one copy of each. A thread of its own compresses, writes
 * and commits for all callers at once; a body answered is on disk. The first body starts it.
 */
export async function openSqliteBodies(file: string, clock: Clock): Promise<BodyStore> {
  // What is wrong with the file is said now, not with the first body.
  openBodiesDatabase(file).close();
  const thread = new LazyThread<BodyCalls>(new URL('./worker.ts', import.meta.url), { file });
  const stored = new JustStored();
  let closing: Promise<void> | null = null;

  async function* list(): ReturnType<BodyStore['list']> {
    let after = 0;
    for (;;) {
      const { items, last } = await thread.call({ op: 'list', after });
      if (items.length === 0) return;
      yield items;
      after = last;
    }
  }

  return {
    hashOf: bodyHash,
    async put(bytes, contentType, hash = bodyHash(bytes)) {
      if (stored.has(hash)) return hash;
      // A copy of exactly these bytes: what crosses is the whole memory a view looks into.
      await thread.call({ op: 'put', hash, bytes: new Uint8Array(bytes), contentType, at: clock.now() });
      stored.add(hash);
      return hash;
    },
    async get(hash) {
      const found = await thread.call({ op: 'get', hash });
      if (!found) return undefined;
      if (bodyHash(found.bytes) !== hash)
        throw new StoreUnavailableError('corrupt', `the body ${hash} in ${file} is damaged`);
      return { hash, bytes: found.bytes, contentType: found.contentType } satisfies RawBody;
    },
    list,
    close: () => (closing ??= thread.close()),
  };
}
