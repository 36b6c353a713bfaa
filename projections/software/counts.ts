import type { DeviceEvent, SoftwareEntryEvent, SoftwareItem } from '../../domain/devices/index.ts';
import type { CollectionDefinition, DocumentChange, Projection, Value } from '../kernel/index.ts';
import { productId, versionId } from './key.ts';
import { firstsAndLasts, softwareSpanEvents, spansOf } from './spans.ts';

export const productsCollection: CollectionDefinition = {
  name: 'software.products',
  version: 2,
  history: 'columns',
  columns: {
    name: { type: 'text', indexed: true, searchable: true },
    publisher: { type: 'text', searchable: true },
    /** Devices that have it now, each counted once however many entries of it the device has. */
    devices: { type: 'integer', indexed: true },
    /** When somebody took it off the list; it is there again while a device has it. */
    removedAt: { type: 'time' },
  },
  listed: {
    op: 'or',
    filters: [
      { op: 'missing', column: 'removedAt' },
      { op: 'range', column: 'devices', gt: 0 },
    ],
  },
};

export const versionsCollection: CollectionDefinition = {
  name: 'software.versions',
  version: 1,
  history: 'columns',
  columns: {
    product: { type: 'text', indexed: true },
    name: { type: 'text', indexed: true, searchable: true },
    version: { type: 'text', searchable: true },
    publisher: { type: 'text' },
    devices: { type: 'integer', indexed: true },
  },
};

/** All products ever seen, with the number of devices that have them. */
export const softwareProducts: Projection = {
  name: 'software.products',
  version: 2,
  collections: [productsCollection],
  handles: [...softwareSpanEvents, 'SoftwareEntriesRemoved' satisfies SoftwareEntryEvent['type']],
  project: event =>
    event.type === 'SoftwareEntriesRemoved'
      ? removed(event as unknown as SoftwareEntryEvent)
      : counted(
          event as unknown as DeviceEvent,
          productsCollection.name,
          productId,
          ({ name, publisher }) => ({ name, publisher: publisher ?? null }),
        ),
};

/** The same per version. */
export const softwareVersions: Projection = {
  name: 'software.versions',
  version: 1,
  collections: [versionsCollection],
  handles: softwareSpanEvents,
  project: event =>
    counted(
      event as unknown as DeviceEvent,
      versionsCollection.name,
      versionId,
      ({ name, version, publisher }) => ({
        product: productId({ name, publisher }),
        name,
        version: version ?? null,
        publisher: publisher ?? null,
      }),
    ),
};

/** Its count goes on below: a device that reports the entry again has it as if nothing had been removed. */
const removed = ({ data: { since, entries } }: SoftwareEntryEvent): DocumentChange[] =>
  entries.map(({ product: id }) => ({
    kind: 'patch',
    collection: productsCollection.name,
    id,
    columns: { removedAt: Date.parse(since) },
  }));

/** Nobody has it any more: the row stays at 0, so that it can be found and its past be asked. */
function counted(
  event: DeviceEvent,
  collection: string,
  idOf: (item: Pick<SoftwareItem, 'name' | 'version' | 'publisher'>) => string,
  columnsOf: (item: SoftwareItem) => Record<string, Value>,
): DocumentChange[] {
  const { firsts, lasts } = firstsAndLasts(spansOf(event), idOf);
  const changes: DocumentChange[] = [];
  for (const [id, item] of firsts)
    changes.push({ kind: 'increment', collection, id, by: { devices: 1 }, otherwise: columnsOf(item) });
  for (const id of lasts) changes.push({ kind: 'increment', collection, id, by: { devices: -1 } });
  return changes;
}
