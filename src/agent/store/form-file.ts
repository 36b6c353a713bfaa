import { z } from 'zod';
import { SignedFormAnswer, UserForm, type FormMemory } from '../../../domain/agents/index.ts';
import { readIfThere, writeWhole } from './files.ts';

const Kept = z.object({
  /** What the server wants to have asked, as it was told last; null: nothing. */
  form: UserForm.nullable(),
  answered: z.object({ at: z.string(), fields: z.array(z.string()) }).nullable(),
  declinedAt: z.string().nullable(),
  /** What was entered last; an inventory that is asked for brings it along. */
  last: SignedFormAnswer.nullable(),
});
export type KeptForm = z.infer<typeof Kept> & FormMemory;

const nothing: KeptForm = { form: null, answered: null, declinedAt: null, last: null };

/** The form and what became of it. Read anew each time: the running agent and the terminal share it. */
export class FormFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get value(): KeptForm {
    const text = readIfThere(this.#path);
    if (text === undefined) return nothing;
    try {
      return Kept.parse(JSON.parse(text));
    } catch {
      // Whoever was asked is asked once more.
      return nothing;
    }
  }

  change(part: Partial<KeptForm>): void {
    writeWhole(this.#path, JSON.stringify({ ...this.value, ...part }));
  }
}
