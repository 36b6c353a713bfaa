import { stringify } from 'csv-stringify/sync';
import type { DeviceEvent } from '../../../domain/devices/index.ts';
import type { StoredEvent } from '../../../domain/kernel/index.ts';
import { revisionsOf, type Revision } from '../../../projections/devices/index.ts';

/** An item that changed, as a file has it. */
export interface RevisionLine extends Revision {
  /** When the server learned it, RFC 3339. */
  readonly at: string;
  readonly device: string;
  readonly deviceName: string;
  readonly kind: string;
  readonly actor: string;
  readonly position: number;
}

const heads = ['at', 'deviceName', 'device', 'kind', 'item', 'before', 'after', 'actor', 'position'] as const;

/** One line for each item that an event of a device changed. */
export function linesOf(
  event: StoredEvent,
  { device, deviceName, kind }: Pick<RevisionLine, 'device' | 'deviceName' | 'kind'>,
): readonly RevisionLine[] {
  const { at, actor, position } = event;
  return revisionsOf(event as unknown as DeviceEvent).map(revision => ({
    ...revision,
    at,
    device,
    deviceName,
    kind,
    actor,
    position,
  }));
}

/** RFC 4180 with a byte order mark. A cell a spreadsheet would run as a formula is written as text. */
export const revisionHeading = `\ufeff${written([[...heads]])}`;

export function revisionTable(lines: readonly RevisionLine[]): string {
  return lines.length === 0 ? '' : written(lines.map(line => heads.map(head => line[head] ?? '')));
}

function written(records: unknown[][]): string {
  return stringify(records, { escape_formulas: true, record_delimiter: 'windows' });
}
