import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type CrowdWork =
  /** All enrol and tell of themselves. */
  | { readonly work: 'arrive'; readonly token: string }
  /** So many a second start, for so many seconds. */
  | { readonly work: 'storm'; readonly perSecond: number; readonly seconds: number }
  /** All lose their lines. */
  | { readonly work: 'cut' }
  /** All open a line and ask for work. */
  | { readonly work: 'connect' }
  | { readonly work: 'count' }
  | { readonly work: 'configured'; readonly version: number };

export interface CrowdAnswers {
  readonly arrive: null;
  /** Milliseconds that each start took. */
  readonly storm: readonly number[];
  readonly cut: null;
  readonly connect: null;
  /** Agents whose line is open. */
  readonly count: number;
  readonly configured: null;
}

const main = fileURLToPath(new URL('crowd-main.ts', import.meta.url));

/** A part of a crowd: a process may have open only so many sockets. */
export class CrowdProcess {
  readonly #child: ChildProcess;

  /** Agents with the numbers from `first` on, with so many packages each, at the server of that address. */
  constructor(url: string, first: number, size: number, packages: number) {
    this.#child = fork(main, [url, first, size, packages].map(String));
  }

  /** One at a time. Rejects with what went wrong in the crowd. */
  async ask<Work extends CrowdWork>(work: Work): Promise<CrowdAnswers[Work['work']]> {
    const ended = once(this.#child, 'exit').then(([code]) => {
      throw new Error(`a crowd ended with ${code}`);
    });
    this.#child.send(work);
    const [answer] = (await Promise.race([once(this.#child, 'message'), ended])) as [unknown];
    if (typeof answer === 'object' && answer !== null && 'failed' in answer)
      throw new Error(String(answer.failed));
    return answer as CrowdAnswers[Work['work']];
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
