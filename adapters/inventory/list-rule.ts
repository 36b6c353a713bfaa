import type { Inventory, ListSection } from '../../domain/devices/index.ts';
import { compact, type ItemReader, type Loose } from './item-reader.ts';

export type ItemOf<K extends ListSection> = NonNullable<Inventory[K]>[number];
type ObjectSection = { [K in ListSection]: ItemOf<K> extends object ? K : never }[ListSection];

/** How the items of one section of the GLPI vocabulary become items of the normal form. */
export interface ListRule {
  readonly target: ListSection;
  /**
   * Undefined where the item lacks what makes it one (a printer without a name); null where agents list what is none (a
   * slot without a memory module), which is no fault of theirs.
   */
  map(reader: ItemReader): object | null | undefined;
}

export function rule<K extends ObjectSection>(
  target: K,
  map: (reader: ItemReader) => Loose<ItemOf<K> & object> | null | undefined,
): ListRule {
  return {
    target,
    map: reader => {
      const item = map(reader);
      return item && compact(item);
    },
  };
}

/** An item that must have a name, and the name's field in order of preference. */
export function named<T>(
  reader: ItemReader,
  fields: readonly string[],
  make: (name: string) => T,
): T | undefined {
  const name = reader.text(...fields);
  return name === undefined ? undefined : make(name);
}

/** An item that says nothing at all is none: agents send empty elements. */
export function unlessEmpty<T extends object>(item: T): T | undefined {
  for (const key in item) if (item[key] !== undefined) return item;
  return undefined;
}
