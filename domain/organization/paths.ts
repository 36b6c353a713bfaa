/** Levels of a tree; with the longest name at each a path stays within the 1,000 characters a device records. */
export const deepest = 10;
/** Characters of one name. */
export const longestName = 99;

/** True for the place itself and for everything below it. Code points count: `plant a` is not `Plant A`. */
export function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

/** A path at or below `from` as it is called once `from` is `to`; any other stays as it is. */
export function pathAfter(path: string, from: string, to: string): string {
  return isWithin(path, from) ? to + path.slice(from.length) : path;
}

export function joinPath(parent: string | null, name: string): string {
  return parent === null ? name : `${parent}/${name}`;
}

/** `Plant A/Quality` is `Quality` in `Plant A`; the parent of a first level is null. */
export function splitPath(path: string): { readonly parent: string | null; readonly name: string } {
  const cut = path.lastIndexOf('/');
  return { parent: cut < 0 ? null : path.slice(0, cut), name: path.slice(cut + 1) };
}

/** How a name is kept: one spelling of accents, no white space around it, one blank within. */
export function tidyName(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim();
}

export function tidyPath(path: string): string {
  return path.split('/').map(tidyName).join('/');
}

/** What is wrong with a tidy name, if anything. */
export function faultOfName(name: string): 'empty' | 'slash' | 'too-long' | 'control' | undefined {
  if (name === '') return 'empty';
  if (name.includes('/')) return 'slash';
  if (name.length > longestName) return 'too-long';
  return /\p{Cc}/u.test(name) ? 'control' : undefined;
}
