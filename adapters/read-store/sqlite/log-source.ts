import type { Projection } from '../../../projections/kernel/index.ts';
import type { LogScan } from '../../event-store/scan.ts';

/** What a module has to export so that a thread can build projections from the log by itself. */
export interface LogSource {
  readonly projections: readonly Projection[];
  /** Opens the log for reading beside whoever writes it; its events come in today's versions. */
  openLog(location: string): LogScan;
}

/** Where such a module is, and what it can do: functions do not cross threads. */
export interface LogSourceAddress {
  /** Address of the module, as `import` takes it. */
  readonly module: string;
  /** What its `openLog` is given. */
  readonly location: string;
  /** Names of its projections; others are fed by the caller. */
  readonly projections: readonly string[];
}
