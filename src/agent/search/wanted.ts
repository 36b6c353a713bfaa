import type { SearchedSoftware } from '../../../domain/agents/index.ts';
import { matchesGlob } from './glob.ts';
import { isAtOrBelow } from './paths.ts';

/** A condition with its folders as they are on this computer; null: anywhere. */
export interface Wanted {
  readonly condition: SearchedSoftware;
  readonly folders: readonly string[] | null;
}

/** Finds the conditions that a file of a name may meet, quickly: it is asked of every file of a computer. */
export class WantedNames {
  readonly #plain = new Map<string, Wanted[]>();
  readonly #patterns: { readonly pattern: string; readonly wanted: Wanted }[] = [];

  constructor(all: readonly Wanted[]) {
    for (const wanted of all)
      for (const file of wanted.condition.files) {
        const name = folded(file);
        if (/[*?]/.test(name)) this.#patterns.push({ pattern: name, wanted });
        else this.#plain.set(name, [...(this.#plain.get(name) ?? []), wanted]);
      }
  }

  /** Those that a file of this name in this folder may meet. */
  of(name: string, folder: string): readonly Wanted[] {
    const own = folded(name);
    const named = this.#plain.get(own) ?? [];
    const described = this.#patterns.filter(({ pattern }) => matchesGlob(pattern, own));
    if (named.length === 0 && described.length === 0) return [];
    const all = new Set([...named, ...described.map(({ wanted }) => wanted)]);
    return [...all].filter(({ folders }) => folders?.some(each => isAtOrBelow(folder, each)) ?? true);
  }
}

/** Whether a file is of the size and the age that a condition asks for. */
export function isAsWanted(
  { size, modified }: Pick<SearchedSoftware, 'size' | 'modified'>,
  file: { readonly size: number; readonly mtime: Date },
): boolean {
  if (file.size < (size.least ?? 0) || file.size > (size.most ?? Infinity)) return false;
  const day = localDay(file.mtime);
  return day >= (modified.from ?? '') && day <= (modified.until ?? '9999-12-31');
}

const folded = (text: string): string => text.normalize('NFC').toLowerCase();

/** `2026-04-01` by the clock of this computer. */
function localDay(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
}
