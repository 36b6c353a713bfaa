import { createHash } from 'node:crypto';
import { searchedIn, type FormField, type SearchedSoftware } from '../../../domain/agents/index.ts';
import { searchConditions, searchesStream } from '../../../domain/devices/index.ts';
import type { CommandHandler } from '../../../domain/kernel/index.ts';
import { canonicalJson } from '../../../domain/system/index.ts';
import { AskedForm, type Asked } from '../user-form/asked-form.ts';

/** What information collection tools are created with; where any of it changes, they are to be created anew. */
export interface ToolDefinitions {
  readonly version: string;
  readonly conditions: readonly SearchedSoftware[];
  /** What people at the computers are asked for. */
  readonly fields: readonly FormField[];
}

/** Search conditions, and the fields that people fill in. */
export class Definitions {
  readonly #commands: Pick<CommandHandler, 'load'>;
  readonly #form: AskedForm;
  #made: { readonly of: readonly [Asked, number]; readonly definitions: ToolDefinitions } | undefined;

  constructor(commands: Pick<CommandHandler, 'load'>, form = new AskedForm(commands)) {
    this.#commands = commands;
    this.#form = form;
  }

  async now(): Promise<ToolDefinitions> {
    const asked = await this.#form.now();
    const searches = await this.#commands.load(searchesStream, searchConditions);
    if (this.#made?.of[0] === asked && this.#made.of[1] === searches.revision) return this.#made.definitions;
    const conditions = searchedIn(searches.state);
    const { fields, definitions } = asked;
    const version = createHash('sha256')
      .update(canonicalJson({ fields: definitions.fields, asked: fields, conditions }))
      .digest('hex')
      .slice(0, 32);
    this.#made = { of: [asked, searches.revision], definitions: { version, conditions, fields } };
    return this.#made.definitions;
  }

  /** Whether a tool that was created with this version is older; undefined: before tools were told any. */
  async areNewerThan(version: string | undefined): Promise<boolean> {
    const now = await this.now();
    const { conditions, fields } = now;
    return version === undefined ? conditions.length + fields.length > 0 : version !== now.version;
  }
}
