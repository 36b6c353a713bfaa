import type { Decider } from '../../kernel/index.ts';
import { accept } from '../../kernel/index.ts';
import type { SoftwareEntry, SoftwareEntryEvent } from './events.ts';

export const softwareListStream = 'software-list';

export interface RemoveSoftwareEntries {
  readonly type: 'RemoveSoftwareEntries';
  readonly at: string;
  readonly entries: readonly SoftwareEntry[];
}

type Nothing = Readonly<Record<string, never>>;

/**
 * Entries that are taken off the list of software. What is installed is told by devices alone, so nothing of it is
 * decided here: whoever lists an entry joins this to what devices have.
 */
export const softwareEntries: Decider<Nothing, RemoveSoftwareEntries, SoftwareEntryEvent, never> = {
  name: 'software-entries',
  stateVersion: 1,
  initial: {},
  decide: ({ at, entries }) =>
    entries.length === 0
      ? accept()
      : accept({ type: 'SoftwareEntriesRemoved', data: { since: at, entries: [...entries] } }),
  evolve: state => state,
};
