import { createHash } from 'node:crypto';
import { searchedIn, type SoftwareSearch } from '../../../domain/agents/index.ts';
import { searchConditions, searchesStream } from '../../../domain/devices/index.ts';
import type { CommandHandler } from '../../../domain/kernel/index.ts';
import { canonicalJson } from '../../../domain/system/index.ts';

/** What agents are told to look for on the disks of their computers. */
export class SoftwareSearches {
  readonly #commands: Pick<CommandHandler, 'load'>;
  #made: { readonly revision: number; readonly search: SoftwareSearch } | undefined;

  constructor(commands: Pick<CommandHandler, 'load'>) {
    this.#commands = commands;
  }

  /** Null: nothing is looked for. */
  async version(): Promise<string | null> {
    const { version, conditions } = await this.search();
    return conditions.length === 0 ? null : version;
  }

  /** Made anew only where a condition has changed: every agent asks for its version again and again. */
  async search(): Promise<SoftwareSearch> {
    const { state, revision } = await this.#commands.load(searchesStream, searchConditions);
    if (this.#made?.revision === revision) return this.#made.search;
    const conditions = searchedIn(state);
    const version = createHash('sha256').update(canonicalJson(conditions)).digest('hex').slice(0, 32);
    this.#made = { revision, search: { version, conditions } };
    return this.#made.search;
  }
}
