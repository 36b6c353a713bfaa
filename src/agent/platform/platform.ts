import type { Collector, Source } from '../inventory/collector.ts';
import type { Disks } from '../search/disks/disks.ts';
import type { OperationCollector } from '../operations/collector.ts';

export type PowerAct = 'restart' | 'shutdown';

/** Starts a program without a shell; whether it ended well, and what it said on standard error. */
export type Perform = (
  program: string,
  args: readonly string[],
  input?: string,
) => Promise<{ readonly ok: boolean; readonly said: string }>;

/** Somebody with a desktop on this computer. */
export interface DesktopUser {
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
}

export interface Desktop {
  /** Who is at a desktop of this computer. */
  users(source: Pick<Source, 'root' | 'run'>): Promise<readonly DesktopUser[]>;
  /** Opens a page in the browser of that person's desktop; whether it could be asked for. */
  openPage(user: DesktopUser, address: string, perform: Perform): Promise<boolean>;
  /** Whether a connection over 127.0.0.1 from `peerPort` to `port` is held by a program of that user. */
  isOwnedBy(uid: number, peerPort: number, port: number): Promise<boolean>;
}

/** What differs from one operating system to another. */
export interface Platform {
  /** What is read in another way, or of nothing, elsewhere. */
  readonly collectors: readonly Collector[];
  /** Where files of this computer lie. Rejects where that cannot be known. */
  disks(source: Source): Promise<Disks>;
  /** What sees the operations of users. */
  readonly operations: readonly OperationCollector[];
  /** People have a minute to save what they work on; rejects where the system refuses. */
  power(act: PowerAct, perform: Perform): Promise<void>;
  /**
   * Begins to take the agent off the computer, outside of the agent, which ends by it. `data`: its data folder. Rejects
   * where nothing can.
   */
  uninstall(data: string, perform: Perform): Promise<void>;
  /** Puts a text before whoever is at the computer. False: nobody is, or nothing can show it. */
  show(text: string, perform: Perform): Promise<boolean>;
  /** How a form is put before the person at the desktop; null where the agent knows no safe way yet. */
  readonly desktop: Desktop | null;
}
