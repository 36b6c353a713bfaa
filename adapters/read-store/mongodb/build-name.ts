/**
 * A build is named by the generation it belongs to, the token under which it was made or taken over, and a number
 * within it: `5f0c12ab-7.2`, or `7.2` where there is one generation only. A token has one holder within its generation,
 * so no name is ever used twice; its collections are `b5f0c12ab-7.2:…`.
 */
export function buildName(generation: string, term: number, number: number): string {
  return `${generation === '' ? '' : `${generation}-`}${term}.${number}`;
}

/** The generation in a name; empty where it names none. */
export function generationOf(build: string): string {
  return build.includes('-') ? build.slice(0, build.indexOf('-')) : '';
}

/** The token in a name; 0 for names of before there were tokens. */
export function termOf(build: string): number {
  const rest = build.slice(build.indexOf('-') + 1);
  return rest.includes('.') ? Number.parseInt(rest, 10) : 0;
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
  return /^b((?:[0-9a-f]{8}-)?\d+(?:\.\d+)?):/.exec(collection)?.[1];
}
