import { foldText } from '../../../projections/kernel/query.ts';
import type { Body } from '../format/body.ts';

/** A body that is looked through, and what is known of it besides. */
export class Subject {
  readonly body: Body;
  readonly day: string;
  readonly device: string;
  #foldedTexts: string | undefined;

  constructor(body: Body, day: string, device: string) {
    this.body = body;
    this.day = day;
    this.device = device;
  }

  /** All texts folded, NUL between them: one look says whether any has a part. */
  get foldedTexts(): string {
    return (this.#foldedTexts ??= foldText(this.body.texts.joined()));
  }
}
