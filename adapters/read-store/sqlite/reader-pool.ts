import type { ReaderMethods } from './reader-worker.ts';
import type { Thread } from './rpc.ts';
import { startThread } from './rpc.ts';
import type { ProjectionLayout } from './schema.ts';

/**
 * The threads that answer questions, each with connections and caches of its own. The first is there from the
 * beginning; another one, some 25 MiB, is started when a question would have to wait.
 */
export class ReaderPool {
  private readonly size: number;
  private readonly threads: Thread<ReaderMethods>[] = [];
  private readonly files = new Map<string, { readonly layout: ProjectionLayout; readonly path: string }>();

  constructor(size: number) {
    this.size = size;
    this.begin();
  }

  /** The least busy thread; among equals always the same one for a collection, whose caches are then warm. */
  for(collection: string): Thread<ReaderMethods> {
    let preferred = 0;
    for (let i = 0; i < collection.length; i++) preferred = (preferred * 31 + collection.charCodeAt(i)) >>> 0;
    let best = this.threads[preferred % this.threads.length]!;
    for (const thread of this.threads) if (thread.pending < best.pending) best = thread;
    return best.pending > 0 && this.threads.length < this.size ? this.begin() : best;
  }

  any(): Thread<ReaderMethods> {
    return this.for('');
  }

  /** All threads answer from this file once it resolves. */
  async use(layout: ProjectionLayout, path: string): Promise<void> {
    this.files.set(layout.name, { layout, path });
    await Promise.all(this.threads.map(thread => thread.call('use', layout, path)));
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map(thread => thread.call('close')));
    await Promise.all(this.threads.map(thread => thread.terminate()));
  }

  private begin(): Thread<ReaderMethods> {
    const thread = startThread<ReaderMethods>(new URL('./reader-worker.ts', import.meta.url), {});
    this.threads.push(thread);
    // Calls are answered in order: questions that follow find the files open, or say what is wrong with them.
    for (const { layout, path } of this.files.values())
      thread.call('use', layout, path).catch(() => undefined);
    return thread;
  }
}
