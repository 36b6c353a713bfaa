/** One text in the languages the product speaks. */
export interface Words {
  readonly en: string;
  readonly ja: string;
}

export interface ErrorEntry {
  /** HTTP status. */
  readonly status: number;
  readonly title: Words;
  /** What the person can do about it. */
  readonly remedy: Words;
}

/** Keeps the codes as literal types and checks each entry. */
export function defineErrors<const Errors extends Readonly<Record<string, ErrorEntry>>>(
  errors: Errors,
): Errors {
  return errors;
}
