import type { SoftwareItem } from '../../domain/devices/index.ts';
import type { DocumentChange, Projection } from '../kernel/index.ts';
import { entryId, productId, softwareSpanEvents, spansOf } from '../software/index.ts';
import { softwareCollection } from './collections.ts';
import { asDeviceEvent, deviceOf } from './event.ts';

/** Software per device with the time each entry was there: a row is put once, closed once, and described in between. */
export const deviceSoftware: Projection = {
  name: 'devices.software',
  version: 1,
  collections: [softwareCollection],
  handles: softwareSpanEvents,
  project(stored) {
    const event = asDeviceEvent(stored);
    const device = deviceOf(stored);
    const now = Date.parse(event.data.since);
    const { ended, begun, described } = spansOf(event);
    const changes: DocumentChange[] = [];
    for (const item of ended)
      changes.push({
        kind: 'patch',
        collection,
        id: rowId(device, item, Date.parse(item.since)),
        columns: { until: now },
      });
    for (const item of begun)
      changes.push({
        kind: 'put',
        collection,
        id: rowId(device, item, now),
        columns: {
          device,
          name: item.name,
          version: item.version ?? null,
          architecture: item.architecture ?? null,
          source: item.source ?? null,
          ...descriptionOf(item),
          since: now,
        },
      });
    for (const { from, to } of described)
      changes.push({
        kind: 'patch',
        collection,
        id: rowId(device, from, Date.parse(from.since)),
        columns: descriptionOf(to),
      });
    return changes;
  },
};

const collection = softwareCollection.name;

function rowId(device: string, item: SoftwareItem, since: number): string {
  return `${device}|${entryId(item)}|${since}`;
}

function descriptionOf(item: SoftwareItem) {
  return {
    publisher: item.publisher ?? null,
    installedOn: item.installedOn ?? null,
    product: productId(item),
  };
}
