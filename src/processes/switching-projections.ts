import type { ProjectionRunner, ProjectionStatus } from '../../projections/kernel/index.ts';

/**
 * The projections of a server that writes them at times and at times watches another do so. Whoever asks does not
 * notice which it is, nor a change between the two.
 */
export class SwitchingProjections implements ProjectionRunner {
  #current: ProjectionRunner | null = null;

  /** Ends what is there and starts the next; whoever waits then waits for that. */
  async become(next: ProjectionRunner): Promise<void> {
    const before = this.#current;
    this.#current = next;
    await before?.stop();
    await next.start();
  }

  /** The parts of it start what they are told to become. */
  async start(): Promise<void> {}

  async stop(): Promise<void> {
    await this.#current?.stop();
  }

  async reached(
    position: number,
    options: Parameters<ProjectionRunner['reached']>[1] = {},
  ): Promise<boolean> {
    const until = performance.now() + (options.timeoutMs ?? 10_000);
    for (;;) {
      const asked = this.#current;
      const timeoutMs = Math.max(0, until - performance.now());
      const answer = (await asked?.reached(position, { ...options, timeoutMs })) ?? false;
      if (answer || asked === this.#current || timeoutMs === 0) return answer;
    }
  }

  status(): readonly ProjectionStatus[] {
    return this.#current?.status() ?? [];
  }

  async rebuild(name: string, options?: Parameters<ProjectionRunner['rebuild']>[1]): Promise<void> {
    await this.#required().rebuild(name, options);
  }

  async retry(name: string): Promise<void> {
    await this.#required().retry(name);
  }

  #required(): ProjectionRunner {
    if (!this.#current) throw new Error('the projections have not been started');
    return this.#current;
  }
}
