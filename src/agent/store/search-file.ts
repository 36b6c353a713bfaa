import { z } from 'zod';
import { SoftwareSearch } from '../../../domain/agents/index.ts';
import { searchLimits } from '../../../domain/devices/index.ts';
import { readIfThere, writeWhole } from './files.ts';

const Found = z.object({ condition: z.string(), folder: z.string(), bytes: z.number() });

const Kept = z.object({
  /** What the server wants to have searched for, as it was told last; null: nothing. */
  search: SoftwareSearch.nullable(),
  /** Which conditions were searched for last, and when (RFC 3339). */
  searched: z.object({ version: z.string(), at: z.string() }).nullable(),
  found: z.array(Found).max(searchLimits.conditions),
});
export type KeptSearch = z.infer<typeof Kept>;

const nothing: KeptSearch = { search: null, searched: null, found: [] };

/** The conditions and what was found by them. Read anew each time: looks at the computer read it, too. */
export class SearchFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get value(): KeptSearch {
    try {
      const text = readIfThere(this.#path);
      return text === undefined ? nothing : Kept.parse(JSON.parse(text));
    } catch {
      // Of a spoilt one the server is asked anew; who may not read it looks at the computer all the same.
      return nothing;
    }
  }

  change(part: Partial<KeptSearch>): void {
    writeWhole(this.#path, JSON.stringify({ ...this.value, ...part }));
  }
}
