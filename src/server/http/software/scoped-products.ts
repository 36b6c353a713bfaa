import { versionId, productsCollection, versionsCollection } from '../../../../projections/software/index.ts';
import type { AsOf, Filter, Row, ScopedReads, Value } from '../../../../projections/kernel/index.ts';

/** What the devices of one scope have: rows as those of the two collections, counted over these devices alone. */
export interface SoftwareInScope {
  readonly position: number;
  readonly rows: Readonly<Record<string, readonly Row[]>>;
}

interface Counted {
  readonly columns: Record<string, Value>;
  devices: number;
}

const list = 'devices.list';
const entries = 'devices.software';
/** Devices whose entries are read together; some ten thousand rows, in pages of a thousand. */
const TOGETHER = 50;
const PAGE = 1_000;

/**
 * Reads the entries of every device in scope, device by device, and counts each title once per device. Names come
 * from these entries too, so that nothing tells how a device elsewhere spells them.
 */
export async function softwareInScope(reads: ScopedReads, asOf: AsOf | undefined): Promise<SoftwareInScope> {
  const moment = asOf ? { asOf } : {};
  const products = new Map<string, Counted>();
  const versions = new Map<string, Counted>();
  const { position, ids } = await devicesOf(reads, asOf);
  for (let at = 0; at < ids.length; at += TOGETHER) {
    const seen = new Set<string>();
    const some: Filter = { op: 'in', column: 'device', values: ids.slice(at, at + TOGETHER) };
    // As of a moment what had ended by then is not there; now it is and says so.
    const filter: Filter = asOf ? some : { op: 'and', filters: [some, { op: 'missing', column: 'until' }] };
    const query = {
      filter,
      limit: PAGE,
      total: false,
      fields: ['device', 'product', 'name', 'version', 'publisher'],
      ...moment,
    };
    for await (const { columns } of rowsOf(reads, entries, query)) {
      const { device, product, name, version = null, publisher = null } = columns;
      if (typeof product !== 'string' || typeof name !== 'string') continue;
      const titled = { name, ...texts({ version, publisher }) };
      count(products, seen, String(device), product, { name, publisher, removedAt: null });
      count(versions, seen, String(device), versionId(titled), { product, name, version, publisher });
    }
  }
  return {
    position,
    rows: { [productsCollection.name]: rowsFrom(products), [versionsCollection.name]: rowsFrom(versions) },
  };
}

/** The columns that hold a text. */
function texts(columns: Readonly<Record<'version' | 'publisher', Value>>): {
  version?: string;
  publisher?: string;
} {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => typeof value === 'string'));
}

function count(
  counted: Map<string, Counted>,
  seen: Set<string>,
  device: string,
  id: string,
  columns: Record<string, Value>,
): void {
  const known = counted.get(id);
  if (!known) counted.set(id, { columns, devices: 1 });
  else if (!seen.has(`${id} ${device}`)) known.devices += 1;
  seen.add(`${id} ${device}`);
}

const rowsFrom = (counted: ReadonlyMap<string, Counted>): readonly Row[] =>
  [...counted].map(([id, { columns, devices }]) => ({ id, columns: { ...columns, devices } }));

async function devicesOf(reads: ScopedReads, asOf: AsOf | undefined) {
  const moment = asOf ? { asOf } : {};
  const { position } = await reads.find(entries, { limit: 1, fields: [], total: false, ...moment });
  const ids: string[] = [];
  for await (const { id } of rowsOf(reads, list, { limit: PAGE, fields: [], total: false, ...moment }))
    ids.push(id);
  return { position, ids };
}

async function* rowsOf(
  reads: ScopedReads,
  collection: string,
  query: Parameters<ScopedReads['find']>[1],
): AsyncGenerator<Row> {
  let cursor: string | null = null;
  do {
    const page = await reads.find(collection, cursor === null ? query : { ...query, cursor });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}
