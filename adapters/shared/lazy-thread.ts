import { ThreadLink, type Calls } from './thread-link.ts';

/** A thread is an isolate of its own; one that nobody has needed for so long ends. */
const endsAfterMs = 10_000;

/** A thread that is started by a call and ends when there are none: one that nobody needs costs no memory. */
export class LazyThread<C extends Calls<C> & { readonly close: { request: { readonly op: 'close' } } }> {
  readonly #script: URL;
  readonly #workerData: unknown;
  readonly #endsAfter: number;
  readonly #onGrown: (() => void) | undefined;
  #link: Promise<ThreadLink<C>> | undefined;
  /** Of the threads before: two never work side by side. */
  #ending: Promise<void> = Promise.resolve();
  #underWay = 0;
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;

  /** `onGrown`: the thread has something to tell that nobody asked for. */
  constructor(
    script: URL,
    workerData: unknown,
    { endsAfter = endsAfterMs, onGrown }: { readonly endsAfter?: number; readonly onGrown?: () => void } = {},
  ) {
    this.#script = script;
    this.#workerData = workerData;
    this.#endsAfter = endsAfter;
    this.#onGrown = onGrown;
  }

  /** Whether there is a thread now. */
  get running(): boolean {
    return this.#link !== undefined;
  }

  /** Whether there is one that can answer at once; another has to begin first. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** As `ThreadLink.call`. */
  async call<Name extends keyof C>(
    request: C[Name]['request'] & { readonly op: Name },
    handOver: readonly ArrayBuffer[] = [],
  ): Promise<C[Name]['answer']> {
    clearTimeout(this.#timer);
    this.#underWay++;
    try {
      const starting = (this.#link ??= this.#start());
      const link = await starting.catch((error: unknown) => {
        // What kept it from starting may pass; the next call tries again.
        if (this.#link === starting) this.#link = undefined;
        throw error;
      });
      if (this.#link === starting) this.#isReady = true;
      return await link.call(request, handOver);
    } finally {
      if (--this.#underWay === 0) this.#timer = setTimeout(() => void this.close(), this.#endsAfter).unref();
    }
  }

  /** Asks it to close and waits for its end, where there is one; a call afterwards starts another. */
  close(): Promise<void> {
    clearTimeout(this.#timer);
    const link = this.#link;
    this.#link = undefined;
    this.#isReady = false;
    if (link) this.#ending = link.then(one => one.close({ op: 'close' } as never)).catch(() => undefined);
    return this.#ending;
  }

  async #start(): Promise<ThreadLink<C>> {
    await this.#ending;
    return (await ThreadLink.start<C>(this.#script, this.#workerData, this.#onGrown)).link;
  }
}
