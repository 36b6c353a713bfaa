import { StoreUnavailableError } from '../../domain/kernel/index.ts';
import { OperationsRefused } from '../../projections/operation-logs/operation-store.ts';

/** What a store does at the moment: it lets in no more than there is room for, and nothing once it closes. */
export class UnderWay {
  readonly #mostBytes: number;
  readonly #work = new Set<Promise<unknown>>();
  #bytes = 0;
  #closed = false;

  /** `mostBytes`: of uploads that wait at once. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** Rejects with OperationsRefused where the store is closed. */
  within<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (this.#closed)
      return Promise.reject(new OperationsRefused('closed', 'the operation store was closed'));
    const begun = work();
    this.#work.add(begun);
    const end = (): void => void this.#work.delete(begun);
    begun.then(end, end);
    return begun;
  }

  /** Stores so many bytes. One upload alone is always let in. Rejects with OperationsRefused. */
  taking<Answer>(bytes: number, work: () => Promise<Answer>): Promise<Answer> {
    return this.within(async () => {
      if (this.#bytes > 0 && this.#bytes + bytes > this.#mostBytes)
        throw new OperationsRefused('full', 'too many operation logs wait to be stored');
      this.#bytes += bytes;
      try {
        return await work();
      } catch (error) {
        throw refusalFor(error);
      } finally {
        this.#bytes -= bytes;
      }
    });
  }

  /** Lets nothing begin any more, and waits for what has begun. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#work);
  }
}

function refusalFor(error: unknown): unknown {
  if (!(error instanceof StoreUnavailableError)) return error;
  if (error.reason === 'corrupt') return new OperationsRefused('damaged', error.message);
  if (error.reason === 'disk-full') return new OperationsRefused('disk', error.message);
  if (error.reason === 'closed') return new OperationsRefused('closed', error.message);
  return error;
}
