/**
 * How texts of an inventory are compared: letter case and white space never make a change. The first spelling
 * seen is the one that is kept and shown.
 */
const needsFolding = /[A-Z]|\s\s|^\s|\s$|[^ -~]/;
const beyondAscii = /[^\0-~]/;
const unevenSpace = /\s\s|^\s|\s$|[^\S ]/;

export function fold(text: string): string {
  if (!needsFolding.test(text)) return text;
  const lower = (beyondAscii.test(text) ? text.normalize('NFC') : text).toLowerCase();
  return unevenSpace.test(lower) ? lower.replace(/\s+/g, ' ').trim() : lower;
}

/** Texts folded and joined into one key; the separator cannot occur in a text of an inventory. */
export function joinKey(...parts: readonly (string | number | undefined)[]): string {
  let key = '';
  for (const part of parts) key += (part === undefined ? '' : fold(String(part))) + '\u0001';
  return key;
}

/**
 * A 53-bit hash of texts as `fold` would leave them, without making the folded texts: what the entries of a list
 * of a thousand are recognised by. A missing text hashes like an empty one.
 */
export function foldedHash(texts: readonly (string | undefined)[]): number {
  let one = 0x811c9dc5;
  let two = 0x41c6ce57;
  for (const raw of texts) {
    const text = raw !== undefined && beyondAscii.test(raw) ? fold(raw) : (raw ?? '');
    let space = false;
    let any = false;
    for (let at = 0; at < text.length; at++) {
      let code = text.charCodeAt(at);
      if (code <= 32) {
        space = any;
        continue;
      }
      if (code >= 65 && code <= 90) code += 32;
      if (space) {
        one = Math.imul(one ^ 32, 0x01000193);
        two = Math.imul(two ^ 32, 0x5f356495);
        space = false;
      }
      any = true;
      one = Math.imul(one ^ code, 0x01000193);
      two = Math.imul(two ^ code, 0x5f356495);
      two ^= two >>> 15;
    }
    one = Math.imul(one ^ 1, 0x01000193);
    two = Math.imul(two ^ 1, 0x5f356495);
  }
  return (one >>> 0) * 0x200000 + (two >>> 11);
}

/** Equal whatever the letter case, the white space and, in lists, the order. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left === 'string' && typeof right === 'string') return fold(left) === fold(right);
  if (Array.isArray(left) && Array.isArray(right)) {
    const wanted = new Set(left.map(value => fold(String(value))));
    const given = new Set(right.map(value => fold(String(value))));
    return wanted.size === given.size && [...wanted].every(value => given.has(value));
  }
  return false;
}

/** Objects with equal fields, whatever the order of the fields; for facts of an inventory, which are JSON. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
