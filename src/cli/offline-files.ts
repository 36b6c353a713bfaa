import { lstat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { dataFolder } from '../agent/offline/folder.ts';
import { resultsIn } from '../agent/offline/found.ts';
import { CommandError, exitCodes } from './exit-codes.ts';

/**
 * Files of results that these paths name: a file itself; of a folder those in it and in the Data folder below it.
 *
 * @throws CommandError `folder` where a path is not there, or none of them holds results
 */
export async function offlineFilesIn(paths: readonly string[]): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    const kind = await kindOf(path);
    if (kind === undefined) throw new CommandError(exitCodes.folder, `${path} is not there.`);
    if (kind === 'file') found.add(resolve(path));
    else
      for (const folder of [path, join(path, dataFolder)])
        if ((await kindOf(folder)) === 'folder')
          for (const { path: file } of await resultsIn(resolve(folder))) found.add(file);
  }
  if (found.size === 0)
    throw new CommandError(exitCodes.folder, `There are no results in ${paths.join(', ')}.`);
  return [...found];
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'file';
  } catch {
    return undefined;
  }
}
