/** Up to this many places from the start a bounded heap is quickest; beyond, partitioning. */
const HEAP = 2_048;

/** Keys of the rows to order, one array per sort column, smaller first; ties go by `ties`. No NaN. */
export interface Keys {
  readonly keys: readonly Float64Array[];
  readonly ties: Float64Array;
}

/** Negative where row `a` comes before row `b`. */
export function compareKeys({ keys, ties }: Keys, a: number, b: number): number {
  for (const key of keys) {
    const left = key[a] as number;
    const right = key[b] as number;
    if (left < right) return -1;
    if (left > right) return 1;
  }
  return (ties[a] as number) - (ties[b] as number);
}

/** Rows at places `from` to `to` - 1 of `count` rows in order, without sorting the rest. */
export function selectWindow(order: Keys, count: number, from: number, to: number): Uint32Array {
  const end = Math.min(to, count);
  if (from >= end) return new Uint32Array(0);
  const before = (a: number, b: number): number => compareKeys(order, a, b);
  if (end <= HEAP) return smallest(order, count, end).sort(before).subarray(from);
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  if (end < count) partition(rows, order, 0, count, end);
  if (from > 0) partition(rows, order, 0, end, from);
  return rows.subarray(from, end).sort(before);
}

/** The first `size` rows, unsorted: a heap with the last of them on top. */
function smallest(order: Keys, count: number, size: number): Uint32Array {
  const heap = Uint32Array.from({ length: size }, (_, row) => row);
  for (let at = (size >> 1) - 1; at >= 0; at--) sink(heap, order, at);
  const [first] = order.keys;
  for (let row = size; row < count; row++) {
    const top = heap[0] as number;
    // Most rows are turned away by their first key.
    if (first && (first[row] as number) > (first[top] as number)) continue;
    if (compareKeys(order, row, top) < 0) {
      heap[0] = row;
      sink(heap, order, 0);
    }
  }
  return heap;
}

function sink(heap: Uint32Array, order: Keys, from: number): void {
  const row = heap[from] as number;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && compareKeys(order, heap[child + 1] as number, heap[child] as number) > 0)
      child++;
    if (compareKeys(order, heap[child] as number, row) <= 0) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = row;
}

/** Moves the first `size` rows of `rows[low..high)` to its front (quickselect, middle element as pivot). */
function partition(rows: Uint32Array, order: Keys, low: number, high: number, size: number): void {
  let left = low;
  let right = high - 1;
  const wanted = low + size - 1;
  while (left < right) {
    const pivot = rows[(left + right) >>> 1] as number;
    let i = left;
    let j = right;
    while (i <= j) {
      while (compareKeys(order, rows[i] as number, pivot) < 0) i++;
      while (compareKeys(order, rows[j] as number, pivot) > 0) j--;
      if (i <= j) {
        const swap = rows[i] as number;
        rows[i++] = rows[j] as number;
        rows[j--] = swap;
      }
    }
    if (wanted <= j) right = j;
    else if (wanted >= i) left = i;
    else return;
  }
}
