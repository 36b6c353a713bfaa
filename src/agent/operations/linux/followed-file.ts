import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';

/** How far a file was read. */
export const FilePlace = z.strictObject({ inode: z.int().min(0), offset: z.int().min(0) });
export type FilePlace = z.infer<typeof FilePlace>;

/** Bytes that are read in one go. */
const most = 1_048_576;

/**
 * What was added to a file since the last look, over its being moved away and begun anew. `consume` answers how many of
 * the bytes it has understood; the others come again, with more. Answers the place from which the next look goes on.
 */
export async function followFile(
  path: string,
  place: FilePlace,
  consume: (bytes: Buffer) => number,
): Promise<FilePlace> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return place;
  if (found.ino === place.inode) {
    // It was emptied where it lies.
    const offset = found.size < place.offset ? 0 : place.offset;
    return { inode: found.ino, offset: await readOn(path, offset, consume) };
  }
  const former = await movedTo(path, place.inode);
  if (former !== undefined) await readOn(former, place.offset, consume);
  return { inode: found.ino, offset: await readOn(path, 0, consume) };
}

/** Its end, so that only what is added from now on is read; a file that comes later is read from its beginning. */
export async function endOf(path: string): Promise<FilePlace> {
  const found = await stat(path).catch(() => undefined);
  return found ? { inode: found.ino, offset: found.size } : { inode: 0, offset: 0 };
}

async function readOn(path: string, from: number, consume: (bytes: Buffer) => number): Promise<number> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(most);
    let offset = from;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, most, offset);
      const taken = bytesRead === 0 ? 0 : consume(buffer.subarray(0, bytesRead));
      offset += taken;
      if (taken === 0) {
        // A line as long as all that is read at once is none.
        if (bytesRead < most) return offset;
        offset += bytesRead;
      }
    }
  } finally {
    await file.close();
  }
}

/** Whoever moves a log file away leaves it beside the new one. */
async function movedTo(path: string, inode: number): Promise<string | undefined> {
  const folder = dirname(path);
  const names = (await readdir(folder)).filter(name => name.startsWith(basename(path)));
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found?.isFile() && found.ino === inode && inode > 0) return join(folder, name);
  }
  return undefined;
}
