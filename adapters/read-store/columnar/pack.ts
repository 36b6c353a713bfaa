import { zstdCompressSync, zstdDecompressSync, constants } from 'node:zlib';

/**
 * Packed numbers. Layout, little endian: kind (1 byte: width 0, 1, 2, 4 or 8, +128 where the rest is zstd),
 * count (4), base (8, float64), then the values. Widths 1 to 4 hold `value - base + 1`, 0 for missing; width 0
 * is "all the same" (base, NaN for all missing); width 8 holds float64 as they are, for fractions and wide spans.
 * Missing is NaN on both sides, or code 0 where the numbers are codes.
 */
const HEADER = 13;
const COMPRESSED = 0x80;
/** Below this many bytes compression costs more than it saves. */
const WORTH_COMPRESSING = 256;
const ZSTD = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

type Numbers = ArrayLike<number>;

function widthFor(values: Numbers, count: number): { readonly width: number; readonly base: number } {
  let min = Infinity;
  let max = -Infinity;
  let missing = 0;
  let whole = true;
  for (let i = 0; i < count; i++) {
    const value = values[i] as number;
    if (value !== value) missing++;
    else {
      if (value < min) min = value;
      if (value > max) max = value;
      whole &&= Number.isSafeInteger(value);
    }
  }
  if (missing === count) return { width: 0, base: NaN };
  if (min === max && missing === 0) return { width: 0, base: min };
  const span = max - min + 1;
  if (!whole || span > 0xffffffff) return { width: 8, base: 0 };
  return { width: span <= 0xff ? 1 : span <= 0xffff ? 2 : 4, base: min };
}

function viewOf(width: number, bytes: ArrayBuffer): Uint8Array | Uint16Array | Uint32Array | Float64Array {
  if (width === 1) return new Uint8Array(bytes);
  if (width === 2) return new Uint16Array(bytes);
  return width === 4 ? new Uint32Array(bytes) : new Float64Array(bytes);
}

export function pack(values: Numbers, count = values.length): Uint8Array {
  const { width, base } = widthFor(values, count);
  let payload = new Uint8Array(0);
  if (width > 0) {
    const view = viewOf(width, new ArrayBuffer(width * count));
    if (width === 8) for (let i = 0; i < count; i++) view[i] = values[i] as number;
    else
      for (let i = 0; i < count; i++) {
        const value = values[i] as number;
        view[i] = value === value ? value - base + 1 : 0;
      }
    payload = new Uint8Array(view.buffer as ArrayBuffer);
  }
  let kind = width;
  if (payload.length >= WORTH_COMPRESSING) {
    const smaller = zstdCompressSync(payload, ZSTD);
    if (smaller.length < payload.length) {
      payload = new Uint8Array(smaller);
      kind |= COMPRESSED;
    }
  }
  const block = new Uint8Array(HEADER + payload.length);
  const header = new DataView(block.buffer);
  header.setUint8(0, kind);
  header.setUint32(1, count, true);
  header.setFloat64(5, base, true);
  block.set(payload, HEADER);
  return block;
}

export function countOf(block: Uint8Array): number {
  return new DataView(block.buffer, block.byteOffset, block.byteLength).getUint32(1, true);
}

/**
 * Fills `target` from `at` with the first `limit` values. Into an Int32Array (codes) a missing value becomes 0,
 * since NaN does. Answers how many values were written.
 */
export function unpackInto(
  block: Uint8Array,
  target: Float64Array | Int32Array,
  at = 0,
  limit = Infinity,
): number {
  const header = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const kind = header.getUint8(0);
  const total = header.getUint32(1, true);
  const count = Math.min(total, limit, target.length - at);
  const base = header.getFloat64(5, true);
  const width = kind & ~COMPRESSED;
  if (width === 0) {
    target.fill(base, at, at + count);
    return count;
  }
  const raw = block.subarray(HEADER);
  const payload = kind & COMPRESSED ? zstdDecompressSync(raw, { maxOutputLength: width * total }) : raw;
  // The payload may begin anywhere in its buffer; a typed array may not.
  const aligned = payload.byteOffset % width === 0 ? payload : new Uint8Array(payload);
  if (width === 8) {
    const values = new Float64Array(aligned.buffer, aligned.byteOffset, total);
    for (let i = 0; i < count; i++) target[at + i] = values[i] as number;
    return count;
  }
  const view =
    width === 1
      ? aligned
      : width === 2
        ? new Uint16Array(aligned.buffer, aligned.byteOffset, total)
        : new Uint32Array(aligned.buffer, aligned.byteOffset, total);
  copyBased(view, base - 1, target, at, count);
  return count;
}

function copyBased(
  view: Uint8Array | Uint16Array | Uint32Array,
  below: number,
  target: Float64Array | Int32Array,
  at: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) {
    const value = view[i] as number;
    target[at + i] = value === 0 ? NaN : value + below;
  }
}

export function unpack(block: Uint8Array): Float64Array {
  const values = new Float64Array(countOf(block));
  unpackInto(block, values);
  return values;
}

/** Rising numbers as their differences; the first stays. */
export function packRising(values: Numbers, count = values.length): Uint8Array {
  const steps = new Float64Array(count);
  for (let i = 0; i < count; i++)
    steps[i] = (values[i] as number) - (i === 0 ? 0 : (values[i - 1] as number));
  if (count === 0) return pack(steps);
  // The first would widen all others: it goes in front.
  const first = steps[0] as number;
  steps[0] = count > 1 ? (steps[1] as number) : 0;
  const block = pack(steps);
  const whole = new Uint8Array(8 + block.length);
  new DataView(whole.buffer).setFloat64(0, first, true);
  whole.set(block, 8);
  return whole;
}

export function unpackRising(block: Uint8Array): Float64Array {
  if (block.length < 8 + HEADER) return new Float64Array(0);
  const values = unpack(block.subarray(8));
  let value = new DataView(block.buffer, block.byteOffset).getFloat64(0, true);
  for (let i = 0; i < values.length; i++) {
    if (i > 0) value += values[i] as number;
    values[i] = value;
  }
  return values;
}
