import { sep } from 'node:path';

/** Whether `path` is the folder or lies below it; both full, and without `..`. */
export function isAtOrBelow(path: string, folder: string): boolean {
  const [one, other] = [comparable(path), comparable(folder)];
  return one === other || one.startsWith(other.endsWith(sep) ? other : other + sep);
}

/** Windows takes letters of either case for one. */
const comparable = (path: string): string => (sep === '\\' ? path.toLowerCase() : path);
