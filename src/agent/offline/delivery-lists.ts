import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One computer whose results were sent, when the server had answered. */
export interface Sent {
  readonly hostName: string;
  readonly at: Date;
}

/** What ends a line, or looks as if it did, is no part of a name. */
export const printableName = (name: string): string => name.replace(/\p{C}/gu, '?').slice(0, 255);

/**
 * `result_success.txt` and `result_failed.txt` in the folder of the results: a line per computer, as the catalogue
 * gives it. A list that would be empty is not there, nor is one of an earlier delivery.
 */
export function writeLists(data: string, delivered: readonly Sent[], failed: readonly Sent[]): void {
  for (const [name, sent] of [
    ['result_success.txt', delivered],
    ['result_failed.txt', failed],
  ] as const) {
    const path = join(data, name);
    rmSync(path, { force: true });
    if (sent.length > 0) writeFileSync(path, sent.map(lineOf).join(''));
  }
}

/** `2012/10/11 14:15:16 Host1`, by the clock on the wall. */
function lineOf({ hostName, at }: Sent): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('/');
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  return `${day} ${time} ${printableName(hostName)}\n`;
}
