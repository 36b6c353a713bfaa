import type { ReaderMethods } from './reader-worker.ts';
import type { Thread } from './rpc.ts';
import { startThread } from './rpc.ts';
import type { ProjectionLayout } from './schema.ts';

/** The threads that answer questions, each with connections and caches of its own. */
export class ReaderPool {
  private readonly threads: readonly Thread<ReaderMethods>[];

  constructor(size: number) {
    const url = new URL('./reader-worker.ts', import.meta.url);
    this.threads = Array.from({ length: size }, () => startThread<ReaderMethods>(url, {}));
  }

  /** The least busy thread; among equals always the same one for a collection, whose caches are then warm. */
  for(collection: string): Thread<ReaderMethods> {
    let preferred = 0;
    for (let i = 0; i < collection.length; i++) preferred = (preferred * 31 + collection.charCodeAt(i)) >>> 0;
    let best = this.threads[preferred % this.threads.length]!;
    for (const thread of this.threads) if (thread.pending < best.pending) best = thread;
    return best;
  }

  any(): Thread<ReaderMethods> {
    return this.for('');
  }

  /** All threads answer from this file once it resolves. */
  async use(layout: ProjectionLayout, path: string): Promise<void> {
    await Promise.all(this.threads.map(thread => thread.call('use', layout, path)));
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map(thread => thread.call('close')));
    await Promise.all(this.threads.map(thread => thread.terminate()));
  }
}
