/**
 * A build is named by the token under which it was made or taken over and a number within it: `7.2`. A token has one
 * holder, so no name is ever used twice; its collections are `b7.2:…`.
 */
export function buildName(term: number, number: number): string {
  return `${term}.${number}`;
}

/** The token in a name; 0 for names of before there were tokens. */
export function termOf(build: string): number {
  return build.includes('.') ? Number.parseInt(build, 10) : 0;
}

/** A collection of a build, by its name within the build. */
export function collectionName(build: string, local: string): string {
  return `b${build}:${local}`;
}

export function localName(collection: string): string {
  return collection.slice(collection.indexOf(':') + 1);
}

/** The build a collection of the database belongs to; undefined for any other collection. */
export function buildOf(collection: string): string | undefined {
  return /^b(\d+(?:\.\d+)?):/.exec(collection)?.[1];
}
