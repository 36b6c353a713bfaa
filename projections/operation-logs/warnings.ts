import { warningIdOf, type DeviceLogEvent } from '../../domain/operation-logs/index.ts';
import type { StoredEvent } from '../../domain/kernel/index.ts';
import type { CollectionDefinition, DocumentChange, Projection } from '../kernel/index.ts';

/** Warnings of suspicious operations, and whether anybody has acknowledged them. */
export const operationWarnings: CollectionDefinition = {
  name: 'operation-logs.warnings',
  version: 1,
  history: 'columns',
  scopeThrough: { column: 'device', collection: 'devices.list' },
  columns: {
    device: { type: 'text', indexed: true },
    /** 1048 to 1051. */
    number: { type: 'integer' },
    /** `mail`, `web-ftp`, `external-device` or `print`. */
    condition: { type: 'text' },
    user: { type: 'text' },
    /** Files, or pages that were printed. */
    count: { type: 'integer' },
    /** Address, URL or path of the first; missing of printing. */
    target: { type: 'text' },
    /** Id of the first record; missing of printing. */
    record: { type: 'text' },
    /** When it was told. */
    at: { type: 'time', indexed: true },
    acknowledged: { type: 'boolean', indexed: true },
    acknowledgedBy: { type: 'text' },
    acknowledgedAt: { type: 'time' },
  },
};

export const operationWarningList: Projection = {
  name: 'operation-logs.warnings',
  version: 1,
  collections: [operationWarnings],
  handles: ['SuspiciousOperationDetected', 'MassPrintingDetected', 'OperationWarningsAcknowledged'],
  project: event => changesOf(event as StoredEvent & DeviceLogEvent),
};

function changesOf(event: StoredEvent & DeviceLogEvent): readonly DocumentChange[] {
  const collection = operationWarnings.name;
  const at = Date.parse(event.at);
  switch (event.type) {
    case 'OperationsDiscarded':
      return [];
    case 'OperationWarningsAcknowledged':
      return event.data.warnings.map(id => ({
        kind: 'patch',
        collection,
        id,
        columns: { acknowledged: true, acknowledgedBy: event.actor, acknowledgedAt: at },
      }));
    default: {
      const { deviceId: device, number, user } = event.data;
      const what =
        event.type === 'MassPrintingDetected'
          ? { condition: 'print', count: event.data.pages }
          : {
              condition: event.data.suspicion,
              count: event.data.files,
              target: event.data.target,
              record: event.data.record,
            };
      const columns = { device, number, user, ...what, at, acknowledged: false };
      return [{ kind: 'put', collection, id: warningIdOf(event), columns }];
    }
  }
}
