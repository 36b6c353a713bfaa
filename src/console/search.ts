/**
 * Everything seen is in the address. These are all the words it may hold; a word nobody knows is dropped, so
 * that an address never carries what no page reads.
 */
const words = [
  'asOf',
  'asKnown',
  'f',
  'q',
  'sort',
  'cols',
  'page',
  'view',
  'sel',
  'tab',
  'kind',
  'from',
  'to',
  'product',
  'version',
  'section',
  'all',
  'back',
  'problem',
  'name',
  'outside',
  'day',
  'at',
  'department',
  'location',
] as const;

export type Search = { [K in (typeof words)[number]]?: string | undefined };

export function readSearch(search: Record<string, unknown>): Search {
  const result: Search = {};
  for (const word of words) {
    const value = search[word];
    if (typeof value === 'string' && value !== '') result[word] = value;
  }
  return result;
}

export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    if (typeof value === 'string' && value !== '') params.set(name, value);
  const text = params.toString();
  return text ? `?${text}` : '';
}
