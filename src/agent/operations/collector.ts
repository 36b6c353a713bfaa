import type { Logger } from 'pino';
import type { OperationDetail, OperationRecord } from '../../../domain/operation-logs/index.ts';
import type { Source } from '../inventory/collector.ts';
import type { KnownFiles } from './known-files.ts';

/** Where collectors look, and what programs they ask. */
export type Watched = Pick<Source, 'root' | 'run'>;

/** What a collector keeps over restarts of the agent: one value, small, of its own form. */
export interface Kept {
  /** As it was kept last; undefined the first time, or where it was spoilt. It is to be checked. */
  read(): unknown;
  /** On disk when it returns. */
  keep(value: object): void;
}

/** What a collector works with while it runs. */
export interface CollectorWork {
  readonly watched: Watched;
  readonly kept: Kept;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Multiplies all waits; 1 but in tests. */
  readonly pace: number;
  /** What is known of files that are watched. */
  readonly known: KnownFiles;
  /** What is wanted: for nothing else need anything be found out. */
  readonly wanted: ReadonlySet<OperationDetail>;
  /** Hands a record on. `source` and `hostId` are filled in behind it. Never throws. */
  record(record: SeenOperation): void;
}

/** `files`: the paths where one operation is about several; they become the lines of `file`. */
export type SeenOperation = OperationRecord & { readonly files?: readonly string[] };

/** Nothing is recorded any more once it has settled. */
export type StopCollecting = () => Promise<void>;

/** One way of seeing what users do. */
export interface OperationCollector {
  /** One word. */
  readonly name: string;
  /** What it can record; it is started where one of them is wanted. */
  readonly details: readonly OperationDetail[];
  /** For people: how it sees it, and what it does not see. */
  readonly words: string;
  /** Why it cannot work on this computer; undefined: it can. */
  lack(watched: Watched): Promise<string | undefined>;
  start(work: CollectorWork): Promise<StopCollecting>;
  /**
   * Takes back what it has changed on the computer, where it has. Called when nothing of it is wanted any more, also where it never
   * was; what it kept stays.
   */
  withdraw?(watched: Watched): Promise<void>;
}
