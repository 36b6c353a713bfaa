import { constants } from 'node:fs';
import { mkdir, open, readFile, rename, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A place in the log: after this event. Position 0 and an empty id: before the first. */
const Place = z.strictObject({ position: z.int().nonnegative(), event: z.string() });
export type ArchivePlace = z.infer<typeof Place>;

const Note = z.strictObject({
  /** What was written comes this far. */
  upTo: Place,
  /** The file that is written to, its bytes, and where the log stood before its first line. */
  file: z.string().regex(/^[\w.-]+$/),
  size: z.int().nonnegative(),
  began: Place,
});
type Note = z.infer<typeof Note>;

export const beforeEverything: ArchivePlace = { position: 0, event: '' };

/** Another has written here since, or somebody took the file away: begin again with `place()`. */
export class ArchiveChangedError extends Error {
  constructor(file: string) {
    super(`${file} is not as it was left`);
    this.name = 'ArchiveChangedError';
  }
}

const noteFile = 'archive.json';
/** People's names may be in it. */
const mode = 0o640;

/**
 * Files of lines in the order of the log, and a note beside them that says how far they come. Lines are on the disk
 * before the note says so: what a crash left beyond the note is cut off and written again.
 */
export class ArchiveFolder {
  readonly folder: string;
  #note: Note | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Name of the file that was written last; undefined: none yet. */
  get file(): string | undefined {
    return this.#note?.file;
  }

  /** Where to go on. A last file that was shortened or taken away is written anew from its beginning. */
  async place(): Promise<ArchivePlace> {
    const note = await this.#read();
    const whole = note && (await sizeOf(join(this.folder, note.file))) >= note.size;
    this.#note = whole || !note ? note : { ...note, upTo: note.began, size: 0 };
    return this.#note?.upTo ?? beforeEverything;
  }

  /**
   * Writes lines to the end of a file, which begins with `heading`; they tell of everything up to a place. Resolves once they are on the disk.
   *
   * @throws ArchiveChangedError; what the file system says, such as ENOSPC: then nothing counts as written
   */
  async append(file: string, lines: string, upTo: ArchivePlace, heading: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const before = await this.#asLeft();
    const goesOn = before?.file === file && before.size > 0;
    const at = goesOn ? before.size : 0;
    const bytes = Buffer.from(goesOn ? lines : heading + lines);
    await writeAt(join(this.folder, file), at, bytes);
    const began = before?.file === file ? before.began : (before?.upTo ?? beforeEverything);
    await this.#keep({ upTo, file, size: at + bytes.length, began });
  }

  /** Nothing is to be told up to there. */
  async passOver(upTo: ArchivePlace): Promise<void> {
    const note = await this.#asLeft();
    if (note && note.upTo.position < upTo.position) await this.#keep({ ...note, upTo });
  }

  /** Several servers may be given one folder; who was replaced must not write over what came after. */
  async #asLeft(): Promise<Note | undefined> {
    const kept = await this.#read();
    const same = kept?.upTo.event === this.#note?.upTo.event || this.#note?.size === 0;
    if (!same) throw new ArchiveChangedError(noteFile);
    return this.#note;
  }

  async #read(): Promise<Note | undefined> {
    try {
      return Note.parse(JSON.parse(await readFile(join(this.folder, noteFile), 'utf8')));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      if (error instanceof SyntaxError || error instanceof z.ZodError)
        throw new Error(`${noteFile} is damaged; take it away to have everything written anew`, {
          cause: error,
        });
      throw error;
    }
  }

  async #keep(note: Note): Promise<void> {
    const file = join(this.folder, noteFile);
    const handle = await open(`${file}.new`, 'w', mode);
    await finished(handle, async () => {
      await handle.writeFile(`${JSON.stringify(note, null, 2)}\n`);
      await handle.datasync();
    });
    await rename(`${file}.new`, file);
    this.#note = note;
  }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** What stands beyond is of an attempt that came to nothing. */
async function writeAt(file: string, at: number, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, constants.O_RDWR | constants.O_CREAT, mode);
  await finished(handle, async () => {
    const { size } = await handle.stat();
    if (size < at) throw new ArchiveChangedError(file);
    if (size > at) await handle.truncate(at);
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
      done += bytesWritten;
    }
    await handle.datasync();
  });
}

async function finished(handle: FileHandle, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    await handle.close();
  }
}
