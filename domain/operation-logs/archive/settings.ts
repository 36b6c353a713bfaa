import { z } from 'zod';

// What DuckDB reads as a pattern, what leads elsewhere, and what is no path of one computer.
const folder = z
  .string()
  .min(2)
  .max(1_000)
  .refine(isFolder, 'a whole path without * ? [ ] { } and without ..');

function isFolder(text: string): boolean {
  const whole = /^(\/|[A-Za-z]:[\\/]|\\\\[^\\]+\\)/u.test(text);
  return whole && !/[*?[\]{}\u0000-\u001f\u007f]/u.test(text) && !/(^|[\\/])\.\.([\\/]|$)/u.test(text);
}

/** Where operation logs go when they leave the days at hand, and what comes back. */
export const ArchiveSettings = z.strictObject({
  /** Whole path of a folder on the server; null: days that are not kept any more are removed. */
  folder: folder.nullable(),
  /** Most days that are brought back at once, automatically and by hand together. */
  mostDays: z.int().min(1).max(3_660),
  /**
   * Days that are kept at hand or brought back by themselves; older ones are in the archive alone. Null: as many as
   * operation logs are kept for, and nothing comes back by itself.
   */
  automaticDays: z.int().min(1).max(3_660).nullable(),
  /** Each day as CSV too, in the folder `export` of the archive. */
  export: z.boolean(),
});
export type ArchiveSettings = z.infer<typeof ArchiveSettings>;

export const defaultArchiveSettings: ArchiveSettings = {
  folder: null,
  mostDays: 93,
  automaticDays: null,
  export: false,
};
