import { ThreadLink, type Calls } from './thread-link.ts';

/** A thread that is started by the first call: one that nobody needs costs no memory. */
export class LazyThread<C extends Calls<C>> {
  readonly #script: URL;
  readonly #workerData: unknown;
  #link: Promise<ThreadLink<C>> | undefined;

  constructor(script: URL, workerData: unknown) {
    this.#script = script;
    this.#workerData = workerData;
  }

  async call<Name extends keyof C>(
    request: C[Name]['request'] & { readonly op: Name },
  ): Promise<C[Name]['answer']> {
    const link = await (this.#link ??= this.#start());
    return link.call(request);
  }

  /** Asks it to close and waits for its end, where it was ever started. */
  async close(request: C[keyof C]['request'] & { readonly op: keyof C }): Promise<void> {
    const link = await this.#link?.catch(() => undefined);
    await link?.close(request);
  }

  /** What kept it from starting may pass; the next call tries again. */
  async #start(): Promise<ThreadLink<C>> {
    try {
      return (await ThreadLink.start<C>(this.#script, this.#workerData)).link;
    } catch (error) {
      this.#link = undefined;
      throw error;
    }
  }
}
