import type { OperationDay } from '../../../domain/operation-logs/records/index.ts';
import { LazyThread } from '../../shared/lazy-thread.ts';
import type { Calls } from '../../shared/thread-link.ts';
import type { IndexerCalls, IntakeCalls, KeeperCalls, ReaderCalls, WriterCalls } from './messages.ts';

/** The threads of one folder. Each is there while it is needed: a server that gets no operation logs has none. */
export class Threads {
  readonly writer: LazyThread<WriterCalls>;
  /** Builds indexes of what comes. */
  readonly indexer: LazyThread<IndexerCalls>;
  /** Checks days and writes them anew, which may take minutes. */
  readonly keeper: LazyThread<KeeperCalls>;
  readonly #intakes: Rota<IntakeCalls>;
  readonly #readers: Rota<ReaderCalls>;

  /** `onDamage`: a reader has found something that cannot be read; `newlyDamaged` says where. */
  constructor(folder: string, intakes: number, readers: number, onDamage: () => void) {
    const data = { folder };
    this.writer = new LazyThread(new URL('./writer-worker.ts', import.meta.url), data);
    this.indexer = new LazyThread(new URL('./indexer-worker.ts', import.meta.url), data);
    this.keeper = new LazyThread(new URL('./keeper-worker.ts', import.meta.url), data);
    this.#intakes = new Rota(
      intakes,
      () => new LazyThread(new URL('./intake-worker.ts', import.meta.url), data),
    );
    this.#readers = new Rota(
      readers,
      () => new LazyThread(new URL('./reader-worker.ts', import.meta.url), data, { onGrown: onDamage }),
    );
  }

  intake(): Asked<IntakeCalls> {
    return this.#intakes.next();
  }

  reader(): Asked<ReaderCalls> {
    return this.#readers.next();
  }

  /**
   * At least one and at most `most` in all, of those that have no more to do than any other. One that has to begin first
   * takes longer than many a question: `late` is told of it once it is there.
   */
  idleReaders(most: number, late: (reader: Asked<ReaderCalls>) => void): readonly Asked<ReaderCalls>[] {
    const idle = this.#readers.idle(most);
    const ready = idle.filter(({ isReady }) => isReady);
    const first = ready.length > 0 ? ready : idle.slice(0, 1);
    for (const reader of idle)
      if (!first.includes(reader))
        void reader.call({ op: 'days', files: [] }).then(
          () => late(reader),
          () => undefined,
        );
    return first;
  }

  /** No reader has files of the day open any more, unless it is asked again. */
  async forget(day: OperationDay): Promise<void> {
    await Promise.all(this.#readers.running.map(reader => reader.call({ op: 'forget', day })));
  }

  /** Days of which readers could not read something since this was asked last. */
  async newlyDamaged(): Promise<readonly OperationDay[]> {
    return (await Promise.all(this.#readers.running.map(reader => reader.call({ op: 'damaged' })))).flat();
  }

  /** The writer last: only it can move everything into the files. */
  async close(): Promise<void> {
    await Promise.all([
      ...this.#intakes.all.map(thread => thread.close()),
      ...this.#readers.all.map(thread => thread.close()),
      this.indexer.close(),
      this.keeper.close(),
    ]);
    await this.writer.close();
  }
}

type Closable<C> = Calls<C> & { readonly close: { request: { readonly op: 'close' } } };
type Asked<C extends Closable<C>> = Pick<LazyThread<C>, 'call' | 'isReady'>;

/** Threads of one kind: the least busy is asked, and of equals always the first, so that the others can end. */
class Rota<C extends Closable<C>> {
  readonly all: readonly LazyThread<C>[];
  readonly #busy: number[];

  constructor(size: number, make: () => LazyThread<C>) {
    this.all = Array.from({ length: size }, make);
    this.#busy = this.all.map(() => 0);
  }

  get running(): LazyThread<C>[] {
    return this.all.filter(({ running }) => running);
  }

  next(): Asked<C> {
    return this.idle(1)[0]!;
  }

  idle(most: number): readonly Asked<C>[] {
    const least = Math.min(...this.#busy);
    return this.all
      .filter((_, at) => this.#busy[at] === least)
      .slice(0, most)
      .map(thread => this.#counting(thread));
  }

  #counting(thread: LazyThread<C>): Asked<C> {
    const at = this.all.indexOf(thread);
    return {
      isReady: thread.isReady,
      call: async (request, handOver) => {
        this.#busy[at]!++;
        try {
          return await thread.call(request, handOver);
        } finally {
          this.#busy[at]!--;
        }
      },
    };
  }
}
