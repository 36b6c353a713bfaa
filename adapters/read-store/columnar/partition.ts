import { compareTo, type SortKey } from './keys.ts';

/** Documents and the first key of each; those of one first key go by the other ones, which tell all apart. */
export interface Rows {
  readonly docs: Uint32Array;
  readonly keys: Float64Array;
  readonly others: readonly SortKey[];
}

/** Moves the first `size` of the rows from `low` to `high` - 1 to their front (quickselect, middle element as pivot). */
export function partition({ docs, keys, others }: Rows, low: number, high: number, size: number): void {
  const wanted = low + size - 1;
  let left = low;
  let right = high - 1;
  while (left < right) {
    const middle = (left + right) >>> 1;
    const pivot = keys[middle] as number;
    const rest = others.map(other => other.of(docs[middle] as number));
    let i = left;
    let j = right;
    while (i <= j) {
      while (
        (keys[i] as number) < pivot ||
        (keys[i] === pivot && compareTo(rest, others, docs[i] as number) < 0)
      )
        i++;
      while (
        (keys[j] as number) > pivot ||
        (keys[j] === pivot && compareTo(rest, others, docs[j] as number) > 0)
      )
        j--;
      if (i > j) break;
      const [doc, key] = [docs[i] as number, keys[i] as number];
      docs[i] = docs[j] as number;
      keys[i++] = keys[j] as number;
      docs[j] = doc;
      keys[j--] = key;
    }
    if (wanted <= j) right = j;
    else if (wanted >= i) left = i;
    else return;
  }
}
