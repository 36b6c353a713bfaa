import type { WindowQuery } from './use-windows.ts';

/** The row a device was opened from: which list, and where in it. */
export interface ListPlace {
  readonly params: WindowQuery['params'];
  readonly index: number;
  readonly id: string;
}

let place: ListPlace | undefined;

export function rememberPlace(next: ListPlace): void {
  place = next;
}

/** Where the device stood in the list it was last opened from. */
export function placeOf(id: string): ListPlace | undefined {
  return place?.id === id ? place : undefined;
}

/** The row last opened from this list. */
export function placeIn(params: WindowQuery['params']): number {
  return place && JSON.stringify(place.params) === JSON.stringify(params) ? place.index : -1;
}
