import { z } from 'zod';

/** How much one condition may say, and how many there may be: every computer is told them all. */
export const searchLimits = { conditions: 200, files: 10, folders: 5 } as const;

/** Text without line breaks and the like. */
const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'holds control characters');

/** What no system lets a name hold, or what parts names in a list; and something beside wildcards. */
const file = line(100)
  .regex(/^[^\\/:"<>|]*$/, 'holds one of \\ / : " < > |')
  .regex(/[^*?\s.]/, 'consists of wildcards only');

const folder = line(200)
  .regex(/^(?:\/|[A-Za-z]:[\\/])/, 'is a full path such as /opt/tools or C:\\Tools')
  .regex(/^(?:[A-Za-z]:)?[^:"<>|?*]*$/, 'holds one of : " < > | ? *')
  .refine(path => !path.split(/[\\/]/).includes('..'), 'leads upwards');

const bytes = z.int().min(0);
const ordered = (from: number | string | undefined, to: number | string | undefined) =>
  from === undefined || to === undefined || from <= to;

/** Software that no package database lists, and how its files are recognised. */
export const SearchCondition = z.strictObject({
  /** What a match is called in lists. */
  name: line(200),
  version: line(60).optional(),
  publisher: line(200).optional(),
  /**
   * A file with any of these names is a match, in whatever case its letters are. `*` stands for any characters, `?`
   * for one.
   */
  files: z.array(file).min(1).max(searchLimits.files),
  /** Where it is looked, and below; none: on all local disks. */
  folders: z.array(folder).max(searchLimits.folders),
  /** Of the file, in bytes. */
  size: z
    .strictObject({ least: bytes.optional(), most: bytes.optional() })
    .refine(({ least, most }) => ordered(least, most), 'the smallest size is larger than the largest'),
  /** Days on which the file was changed last, by the clock of the computer. */
  modified: z
    .strictObject({ from: z.iso.date().optional(), until: z.iso.date().optional() })
    .refine(({ from, until }) => ordered(from, until), 'the first day comes after the last'),
});
export type SearchCondition = z.infer<typeof SearchCondition>;

export const SearchConditionId = z.string().min(1).max(40);
