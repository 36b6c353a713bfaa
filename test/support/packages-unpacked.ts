import { createWriteStream, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

export async function writePacked(file: string, packed: AsyncIterable<Uint8Array>): Promise<string> {
  await pipeline(packed, createWriteStream(file));
  return file;
}

/** Files below a folder, with `*` those that can be run. */
export function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => `${relative(folder, path)}${(statSync(path).mode & 0o100) === 0 ? '' : '*'}`)
    .sort();
}
