import * as si from 'systeminformation';
import type { Collector, Source } from './inventory/collector.ts';
import { commonCollectors } from './inventory/collectors.ts';
import type { OperationCollector } from './operations/collector.ts';
import { outputOf, perform, performOnPaper } from './platform/perform.ts';
import type { Perform } from './platform/platform.ts';
import { thisPlatform } from './platform/this.ts';
import { withFound } from './search/listed.ts';
import { placesIn } from './store/places.ts';
import { SearchFile } from './store/search-file.ts';
import { packagedIn, type Packaged } from './update/home.ts';
import { join } from 'node:path';

/** What the environment says, beside the options of a command. */
export interface AgentOptions {
  readonly source: Source;
  readonly collectors: readonly Collector[];
  readonly operations: readonly OperationCollector[];
  readonly perform: Perform;
  /** Multiplies all waits that are the agent's own. */
  readonly pace: number;
  /** Null: it cannot be updated by its server. */
  readonly packaged: Packaged | null;
}

/**
 * `MUSTER_AGENT_DRY_RUN=1`: what would be done to the computer is written into `acts.log` of the data folder.
 * `MUSTER_AGENT_ROOT` and `MUSTER_AGENT_PACE` serve tests: another root for the files that are read, and shorter waits.
 */
export function optionsFrom(environment: NodeJS.ProcessEnv, dataFolder: string): AgentOptions {
  const pace = Number(environment['MUSTER_AGENT_PACE'] ?? 1);
  const searched = new SearchFile(placesIn(dataFolder).search);
  return {
    source: { si, root: environment['MUSTER_AGENT_ROOT'] ?? '/', run: outputOf },
    collectors: [...commonCollectors, ...thisPlatform().collectors].map(collector =>
      withFound(collector, () => searched.value),
    ),
    operations: thisPlatform().operations,
    perform:
      environment['MUSTER_AGENT_DRY_RUN'] === '1' ? performOnPaper(join(dataFolder, 'acts.log')) : perform,
    pace: pace > 0 ? pace : 1,
    packaged: packagedIn(environment),
  };
}
