import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Whether `forgetFiles` can be called here. */
export const canForgetFiles = process.platform === 'linux';

/** What the operating system has in memory of the files in a folder leaves it; the next to read them goes to the disk. */
export function forgetFiles(folder: string): void {
  for (const name of readdirSync(folder))
    execFileSync('dd', [`if=${join(folder, name)}`, 'iflag=nocache', 'count=0', 'status=none']);
}
