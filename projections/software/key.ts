import { softwareKey, titleKey, versionKey } from '../../domain/devices/index.ts';
import type { SoftwareItem } from '../../domain/devices/index.ts';

/**
 * 128 bits of a text as 32 hexadecimal digits, the same everywhere and for ever: ids of products are made of it.
 * Not a cryptographic hash: whoever could make two names meet could as well report the same name twice.
 */
export function hashText(text: string): string {
  let a = 0x6a09e667;
  let b = 0xbb67ae85;
  let c = 0x3c6ef372;
  let d = 0xa54ff53a;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = b ^ Math.imul(a ^ code, 0x239b961b);
    b = c ^ Math.imul(b ^ code, 0xab0e9789);
    c = d ^ Math.imul(c ^ code, 0x38b34ae5);
    d = a ^ Math.imul(d ^ code, 0xa1e38b93);
  }
  a = Math.imul(c ^ (a >>> 18), 0x239b961b);
  b = Math.imul(d ^ (b >>> 22), 0xab0e9789);
  c = Math.imul(a ^ (c >>> 17), 0x38b34ae5);
  d = Math.imul(b ^ (d >>> 19), 0xa1e38b93);
  return [a ^ b ^ c ^ d, b ^ a, c ^ a, d ^ a]
    .map(word => (word >>> 0).toString(16).padStart(8, '0'))
    .join('');
}

/** Ids of entries met before: a thousand devices name the same packages. Emptied when it is full. */
class Memory {
  readonly #ids = new Map<string, string>();
  readonly #idOf: (item: SoftwareItem) => string;

  constructor(idOf: (item: SoftwareItem) => string) {
    this.#idOf = idOf;
  }

  get(item: SoftwareItem, spelling: string): string {
    const known = this.#ids.get(spelling);
    if (known !== undefined) return known;
    const id = this.#idOf(item);
    if (this.#ids.size >= most) this.#ids.clear();
    this.#ids.set(spelling, id);
    return id;
  }
}

const most = 50_000;
const products = new Memory(item => hashText(titleKey(item)));
const versions = new Memory(item => hashText(versionKey(item)));
const entries = new Memory(item => hashText(softwareKey(item)));

/** Id of a product: its name and publisher, whatever the case, white space and version. */
export function productId(item: Pick<SoftwareItem, 'name' | 'publisher'>): string {
  return products.get(item, `${item.name}\0${item.publisher}`);
}

export function versionId(item: Pick<SoftwareItem, 'name' | 'publisher' | 'version'>): string {
  return versions.get(item, `${item.name}\0${item.publisher}\0${item.version}`);
}

/** Id of an entry among those of its device: name, version, architecture and origin. */
export function entryId(item: SoftwareItem): string {
  return entries.get(item, `${item.name}\0${item.version}\0${item.architecture}\0${item.source}`);
}
