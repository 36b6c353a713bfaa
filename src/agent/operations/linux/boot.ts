import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Another one after each start of the computer; empty where the kernel does not tell. */
export async function bootId(root: string): Promise<string> {
  const text = await readFile(join(root, 'proc/sys/kernel/random/boot_id'), 'utf8').catch(() => '');
  return text.trim();
}

/** When the computer was started, in milliseconds since the epoch; undefined where the kernel does not tell. */
export async function bootedAt(root: string): Promise<number | undefined> {
  const text = await readFile(join(root, 'proc/stat'), 'utf8').catch(() => '');
  const seconds = Number(/^btime (\d+)$/m.exec(text)?.[1]);
  return seconds > 0 ? seconds * 1_000 : undefined;
}
