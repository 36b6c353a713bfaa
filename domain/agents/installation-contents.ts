import { z } from 'zod';
import { InstallFolder } from './configuration-events.ts';
import type { PackagePlatform } from './package.ts';

/** What an agent is installed as, beside the agent itself. */
export const installComponents = ['relay', 'remoteControl'] as const;

/** Bytes of all files of a set together. */
export const largestSetFiles = 16 * 2 ** 20;
/** Bytes of each piece a file is kept in, but the last. */
export const filePiece = 2 ** 20;
export const mostSetFiles = 50;
export const mostSetPrograms = 20;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** Quoted wherever it is used; what no line of a script or log may hold has no place in it. */
const oneLine = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .refine(text => !/\p{Cc}/u.test(text), 'holds control characters');

/** A name without a folder, good on every system. */
export const FileName = oneLine(120).regex(
  /^(?!\.{1,2}$)(?! )[^/\\:*?"<>|]+(?<![ .])$/u,
  'is the name of a file without a folder',
);

/** An absolute folder of Linux or macOS that is none of the system's own. */
export const UnixFolder = oneLine(200)
  .regex(/^[A-Za-z0-9/._ -]+$/, 'letters, digits, spaces and . _ - only')
  .regex(
    /^(?!\/(bin|boot|dev|etc|lib|lib64|proc|root|run|sbin|sys|tmp|usr|var|home|System|Library|Users|Applications)?\/?$)(\/(?!\.{1,2}(\/|$))[^/]+)+$/u,
    'is an absolute folder of its own, such as /opt/muster-agent',
  );

export const SetFile = z.strictObject({
  name: FileName,
  /** Bytes. */
  size: z.int().min(0).max(largestSetFiles),
  sha256,
  /** SHA-256 of the pieces it is kept in, in order. */
  pieces: z.array(sha256).max(Math.ceil(largestSetFiles / filePiece)),
});
export type SetFile = z.infer<typeof SetFile>;

export const SetProgram = z.strictObject({
  /** One of the files of the set, or an absolute path on the computer. */
  program: oneLine(300),
  arguments: z.array(oneLine(1_000)).max(50),
});
export type SetProgram = z.infer<typeof SetProgram>;

/** What an installation set puts on a computer beside the agent. */
export const SetContents = z.strictObject({
  /** Where the agent is installed; null: where its package puts it. */
  folder: oneLine(200).nullable(),
  components: z.array(z.enum(installComponents)).max(installComponents.length),
  /** Group filled by hand that its computers join: the ID that receives jobs; null: none. */
  group: z.string().max(64).nullable(),
  files: z.array(SetFile).max(mostSetFiles),
  /** Where the files are put; null: beside the agent. */
  filesFolder: oneLine(200).nullable(),
  programs: z.array(SetProgram).max(mostSetPrograms),
  /** An agent that is installed already is replaced; it stays who it is. */
  overwrite: z.boolean(),
});
export type SetContents = z.infer<typeof SetContents>;

export interface ContentsFault {
  readonly item: 'folder' | 'filesFolder' | 'files' | 'programs';
  readonly fault: 'not-a-folder' | 'named-twice' | 'too-large' | 'not-there';
  readonly value: string;
}

/** What is wrong with the contents for this platform; undefined: nothing. */
export function faultIn(contents: SetContents, platform: PackagePlatform): ContentsFault | undefined {
  const { files, programs } = contents;
  const folders = platform.startsWith('win-') ? InstallFolder : UnixFolder;
  for (const item of ['folder', 'filesFolder'] as const) {
    const value = contents[item];
    if (value !== null && !folders.safeParse(value).success) return { item, fault: 'not-a-folder', value };
  }
  const names = new Set<string>();
  for (const { name } of files) {
    // Windows and macOS do not tell capitals apart.
    if (names.has(name.toLowerCase())) return { item: 'files', fault: 'named-twice', value: name };
    names.add(name.toLowerCase());
  }
  const size = files.reduce((sum, file) => sum + file.size, 0);
  if (size > largestSetFiles) return { item: 'files', fault: 'too-large', value: String(size) };
  const absolute = platform.startsWith('win-') ? /^[A-Za-z]:\\/ : /^\//;
  const missing = programs.find(
    ({ program }) => !absolute.test(program) && !files.some(({ name }) => name === program),
  );
  return missing && { item: 'programs', fault: 'not-there', value: missing.program };
}
