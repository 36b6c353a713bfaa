import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Whether `forgetFiles` can be called here. */
export const canForgetFiles = process.platform === 'linux';

/** What the operating system has in memory of the files in a folder leaves it; the next to read them goes to the disk. */
export function forgetFiles(folder: string): void {
  const files = readdirSync(folder).map(name => join(folder, name));
  // By one shell: a process with as much memory as this takes long to start another.
  const each = 'for file; do dd if="$file" iflag=nocache count=0 status=none || exit; done';
  execFileSync('sh', ['-c', each, 'sh', ...files]);
}
