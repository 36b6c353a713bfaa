import { z } from 'zod';
import type { FileDriveType } from '../../../../../domain/operation-logs/index.ts';
import { fileDriveTypes } from '../../../../../domain/operation-logs/index.ts';
import type { Kept } from '../../collector.ts';

/** Where a file came from first, over all its copies. */
const Origin = z.strictObject({
  drive: z.enum(fileDriveTypes.map(({ key }) => key) as [FileDriveType, ...FileDriveType[]]),
  /** Seconds since the epoch; null where the file system did not keep it. */
  created: z.int().nullable(),
});
export type Origin = z.infer<typeof Origin>;

const KeptOrigins = z.array(z.tuple([z.string(), Origin]));

const mostFollowed = 20_000;
/** Drives from which files are not followed: they come from elsewhere. */
const foreign = new Set<FileDriveType>(['removable-disk', 'cd-rom']);

export const isFollowed = (drive: FileDriveType): boolean => !foreign.has(drive);

/** Where the copies of files came from, by what identifies the copy; the oldest are forgotten. */
export class Origins {
  readonly #kept: Kept;
  readonly #origins: Map<string, Origin>;
  #isChanged = false;

  constructor(kept: Kept) {
    this.#kept = kept;
    this.#origins = new Map(KeptOrigins.safeParse(kept.read()).data ?? []);
  }

  of(id: string): Origin | undefined {
    return this.#origins.get(id);
  }

  follow(id: string, origin: Origin): void {
    this.#origins.delete(id);
    if (this.#origins.size >= mostFollowed) this.#origins.delete(this.#origins.keys().next().value!);
    this.#origins.set(id, origin);
    this.#isChanged = true;
  }

  forget(id: string): void {
    if (this.#origins.delete(id)) this.#isChanged = true;
  }

  /** On disk when it returns. */
  keep(): void {
    if (this.#isChanged) this.#kept.keep([...this.#origins]);
    this.#isChanged = false;
  }
}
