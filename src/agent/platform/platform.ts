import type { Collector } from '../inventory/collector.ts';

export type PowerAct = 'restart' | 'shutdown';

/** Starts a program without a shell; whether it ended well, and what it said on standard error. */
export type Perform = (
  program: string,
  args: readonly string[],
  input?: string,
) => Promise<{ readonly ok: boolean; readonly said: string }>;

/** What differs from one operating system to another. */
export interface Platform {
  /** What is read in another way, or of nothing, elsewhere. */
  readonly collectors: readonly Collector[];
  /** People have a minute to save what they work on; rejects where the system refuses. */
  power(act: PowerAct, perform: Perform): Promise<void>;
  /**
   * Begins to take the agent off the computer, outside of the agent, which ends by it. `data`: its data folder. Rejects
   * where nothing can.
   */
  uninstall(data: string, perform: Perform): Promise<void>;
  /** Puts a text before whoever is at the computer. False: nobody is, or nothing can show it. */
  show(text: string, perform: Perform): Promise<boolean>;
}
