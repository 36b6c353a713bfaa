import { join } from 'node:path';
import { readIfThere, writeWhole } from '../store/files.ts';
import type { Kept } from './collector.ts';

/** A file of its own for what each collector keeps. */
export function keptIn(folder: string, name: string): Kept {
  const path = join(folder, `${name}.json`);
  return {
    read() {
      try {
        return JSON.parse(readIfThere(path) ?? 'null') ?? undefined;
      } catch {
        return undefined;
      }
    },
    keep: value => writeWhole(path, JSON.stringify(value)),
  };
}
