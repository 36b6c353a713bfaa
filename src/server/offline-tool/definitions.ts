import { createHash } from 'node:crypto';
import { searchedIn, type SearchedSoftware } from '../../../domain/agents/index.ts';
import {
  deviceFields,
  fieldsStream,
  searchConditions,
  searchesStream,
} from '../../../domain/devices/index.ts';
import type { CommandHandler } from '../../../domain/kernel/index.ts';
import { canonicalJson } from '../../../domain/system/index.ts';

/** What information collection tools are created with; where any of it changes, they are to be created anew. */
export interface ToolDefinitions {
  readonly version: string;
  readonly conditions: readonly SearchedSoftware[];
}

/** Search conditions, and the fields that people fill in. */
export class Definitions {
  readonly #commands: Pick<CommandHandler, 'load'>;
  #made: { readonly of: string; readonly definitions: ToolDefinitions } | undefined;

  constructor(commands: Pick<CommandHandler, 'load'>) {
    this.#commands = commands;
  }

  async now(): Promise<ToolDefinitions> {
    const fields = await this.#commands.load(fieldsStream, deviceFields);
    const searches = await this.#commands.load(searchesStream, searchConditions);
    const of = `${fields.revision} ${searches.revision}`;
    if (this.#made?.of === of) return this.#made.definitions;
    const conditions = searchedIn(searches.state);
    const version = createHash('sha256')
      .update(canonicalJson({ fields: fields.state.fields, conditions }))
      .digest('hex')
      .slice(0, 32);
    this.#made = { of, definitions: { version, conditions } };
    return this.#made.definitions;
  }

  /** Whether a tool that was created with this version is older; undefined: before tools were told any. */
  async areNewerThan(version: string | undefined): Promise<boolean> {
    const now = await this.now();
    return version === undefined ? now.conditions.length > 0 : version !== now.version;
  }
}
