import { createHash } from 'node:crypto';
import { searchedIn, type SoftwareSearch } from '../../../domain/agents/index.ts';
import { searchConditions, searchesStream } from '../../../domain/devices/index.ts';
import type { CommandHandler } from '../../../domain/kernel/index.ts';
import { canonicalJson } from '../../../domain/system/index.ts';

/** What agents are told to look for on the disks of their computers. */
export class SoftwareSearches {
  readonly #commands: Pick<CommandHandler, 'load'>;
  readonly #followed: Pick<CommandHandler, 'load'>;
  #made: { readonly revision: number; readonly search: SoftwareSearch } | undefined;

  /** `followed`: for what agents ask again and again; it may be a moment late. */
  constructor(commands: Pick<CommandHandler, 'load'>, followed: Pick<CommandHandler, 'load'>) {
    this.#commands = commands;
    this.#followed = followed;
  }

  /** Null: nothing is looked for. */
  async version(): Promise<string | null> {
    const { version, conditions } = await this.#searchIn(this.#followed);
    return conditions.length === 0 ? null : version;
  }

  search(): Promise<SoftwareSearch> {
    return this.#searchIn(this.#commands);
  }

  /** Made anew only where a condition has changed. */
  async #searchIn(commands: Pick<CommandHandler, 'load'>): Promise<SoftwareSearch> {
    const { state, revision } = await commands.load(searchesStream, searchConditions);
    if (this.#made?.revision === revision) return this.#made.search;
    const conditions = searchedIn(state);
    const version = createHash('sha256').update(canonicalJson(conditions)).digest('hex').slice(0, 32);
    this.#made = { revision, search: { version, conditions } };
    return this.#made.search;
  }
}
