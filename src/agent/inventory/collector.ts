import type * as si from 'systeminformation';

export type Item = Readonly<Record<string, string | number | boolean | object | undefined>>;
/** Sections of an inventory in the GLPI vocabulary. */
export type Sections = Readonly<Record<string, Item | readonly Item[]>>;

/** Where collectors look. */
export interface Source {
  readonly si: typeof si;
  /** What files are looked for under; `/` but in tests. */
  readonly root: string;
  /** Standard output of a program; undefined where it is not there or fails. */
  run(program: string, args: readonly string[]): Promise<string | undefined>;
}

/** One kind of facts about the computer. */
export interface Collector {
  /** Which of the two monitoring intervals it belongs to. */
  readonly duty: 'security' | 'other';
  readonly sections: readonly string[];
  /** For people: what is read, and of whom. */
  readonly words: string;
  collect(source: Source): Promise<Sections>;
}

/** Programs and libraries say "nothing" in many words; none of them is a fact. */
export function told(value: string | null | undefined): string | undefined {
  const text = value?.trim();
  return text === undefined || text === '' || text === '-' || /^unknown$/i.test(text) ? undefined : text;
}

/** A size that is known. */
export function positive(value: number | null | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : undefined;
}

const mebibyte = 1_048_576;
export const mebibytes = (bytes: number | null | undefined) => positive((bytes ?? 0) / mebibyte);

/** As the system itself calls it. */
export const architecture: string =
  { x64: 'x86_64', arm64: 'aarch64' }[process.arch as string] ?? process.arch;
