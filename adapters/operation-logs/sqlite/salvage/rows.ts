import type { FilePages } from './pages.ts';

const leafOfTable = 0x0d;
const innerOfTable = 0x05;
/** Longest chain of pages that one value may lie in. */
const mostValueBytes = 512 * 1024 * 1024;

export type Value = number | string | Buffer | null;

/** Where a row of a table lies; reading it throws RangeError where it is damaged. */
export interface RowPlace {
  readonly id: number;
  readonly page: number;
  /** Of its content in the page. */
  readonly at: number;
  readonly bytes: number;
}

/** Rows that a leaf of a table has; none where the page is something else. */
export function rowsOn(pages: FilePages, no: number): RowPlace[] {
  const page = pages.page(no);
  const head = no === 1 ? 100 : 0;
  if (page?.[head] !== leafOfTable) return [];
  const places: RowPlace[] = [];
  for (const start of cellsOf(page, head, 8))
    try {
      const [bytes, afterBytes] = varint(page, start);
      const [id, at] = varint(page, afterBytes);
      if (bytes > 0 && bytes <= mostValueBytes) places.push({ id, page: no, at, bytes });
    } catch {
      // One cell that makes no sense says nothing of the others.
    }
  return places;
}

/** Leaves that can be reached from the root of a table, in order; `isWhole`: nothing on the way was damaged. */
export function leavesFrom(
  pages: FilePages,
  root: number,
): { readonly leaves: number[]; readonly isWhole: boolean } {
  const leaves: number[] = [];
  const seen = new Set<number>();
  let isWhole = true;
  const visit = (no: number): void => {
    const page = pages.page(no);
    const head = no === 1 ? 100 : 0;
    const kind = page?.[head];
    if (!page || seen.has(no) || (kind !== leafOfTable && kind !== innerOfTable)) {
      isWhole = false;
      return;
    }
    seen.add(no);
    if (kind === leafOfTable) return void leaves.push(no);
    for (const start of cellsOf(page, head, 12))
      if (start + 4 <= page.length) visit(page.readUInt32BE(start));
      else isWhole = false;
    visit(page.readUInt32BE(head + 8));
  };
  visit(root);
  return { leaves, isWhole };
}

/** The values of a row. Throws RangeError for what is damaged. */
export function valuesAt(pages: FilePages, { page, at, bytes }: RowPlace): Value[] {
  const content = contentAt(pages, page, at, bytes);
  const [headBytes, first] = varint(content, 0);
  if (headBytes > content.length) throw new RangeError('a head longer than its row');
  const values: Value[] = [];
  let from = headBytes;
  for (let place = first; place < headBytes;) {
    const [type, next] = varint(content, place);
    const [value, length] = valueOf(content, from, type);
    values.push(value);
    from += length;
    place = next;
  }
  return values;
}

/** Where the cells of a page begin. */
function cellsOf(page: Buffer, head: number, list: 8 | 12): number[] {
  const count = page.readUInt16BE(head + 3);
  if (head + list + 2 * count > page.length) return [];
  return Array.from({ length: count }, (_, place) => page.readUInt16BE(head + list + 2 * place)).filter(
    start => start >= head + list && start < page.length,
  );
}

/** What does not fit into its page goes on in others, each with the number of the next before it. */
function contentAt(pages: FilePages, no: number, at: number, bytes: number): Buffer {
  const page = pages.page(no);
  if (!page) throw new RangeError('a page that is not there');
  const local = localBytes(pages.size, bytes);
  if (at + local > page.length) throw new RangeError('a row longer than its page');
  if (local === bytes) return page.subarray(at, at + bytes);
  const parts = [page.subarray(at, at + local)];
  let next = page.readUInt32BE(at + local);
  for (let left = bytes - local; left > 0;) {
    const more = pages.page(next);
    if (!more) throw new RangeError('the rest of a row is not there');
    parts.push(more.subarray(4, 4 + left));
    left -= more.length - 4;
    next = more.readUInt32BE(0);
  }
  return Buffer.concat(parts, bytes);
}

/** sqlite.org/fileformat.html#cell_payload_overflow_pages; no byte of a page is reserved. */
function localBytes(pageSize: number, bytes: number): number {
  const most = pageSize - 35;
  if (bytes <= most) return bytes;
  const least = Math.floor(((pageSize - 12) * 32) / 255) - 23;
  const local = least + ((bytes - least) % (pageSize - 4));
  return local <= most ? local : least;
}

function varint(bytes: Buffer, from: number): [value: number, next: number] {
  let value = 0;
  for (let at = from; at < from + 8; at++) {
    const byte = bytes[at];
    if (byte === undefined) throw new RangeError('beyond the end');
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + 1];
  }
  throw new RangeError('a number larger than any here');
}

const integerBytes = [0, 1, 2, 3, 4, 6, 8];

function valueOf(content: Buffer, from: number, type: number): [value: Value, bytes: number] {
  if (type === 0) return [null, 0];
  if (type === 8 || type === 9) return [type - 8, 0];
  const length = type <= 6 ? integerBytes[type]! : Math.floor((type - 12) / 2);
  if (type === 7 || type === 10 || type === 11 || from + length > content.length)
    throw new RangeError('no value of these tables');
  if (type === 6) return [Number(content.readBigInt64BE(from)), 8];
  if (type < 6) return [content.readIntBE(from, length), length];
  const bytes = content.subarray(from, from + length);
  return [type % 2 === 0 ? bytes : bytes.toString('utf8'), length];
}
