import { lstatSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { mostOfflineBytes, offlineSuffix } from '../../../domain/devices/index.ts';

/** A file that looks like results. */
export interface FoundResults {
  readonly path: string;
  /** As the name of the file says; who it really is, the server reads. */
  readonly hostName: string;
  /** Larger than any results: not even read. */
  readonly tooLarge: boolean;
}

/** Files in one folder that are sent at once; the rest is sent the next time. */
export const mostFiles = 100_000;

const named = /^(?<host>.*)_[0-9a-f-]{36}_(?<time>\d{8}T\d{6}Z)(-\d+)?$/;

/** Results in this folder, oldest first by their names, so that changes arrive in their order. Links are not followed. */
export async function resultsIn(data: string): Promise<readonly FoundResults[]> {
  const names: string[] = [];
  for await (const entry of await opendir(data)) {
    if (entry.isFile() && entry.name.endsWith(offlineSuffix)) names.push(entry.name);
    if (names.length === mostFiles) break;
  }
  return names
    .map(name => {
      const { host = '', time = '' } = named.exec(name.slice(0, -offlineSuffix.length))?.groups ?? {};
      return { name, host: host || name, time };
    })
    .sort((one, two) => (one.time + one.name < two.time + two.name ? -1 : 1))
    .map(({ name, host }) => {
      const path = join(data, name);
      return { path, hostName: host, tooLarge: lstatSync(path).size > mostOfflineBytes.packed };
    });
}
