import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Programs of others that a suite needs are not everywhere; where they are missing it says how to get them. Looked
 * for, not run: some would start a virtual machine in every suite that asks.
 */
export function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some(folder => existsSync(join(folder, program)));
}
