import { fixedClock } from '../../../adapters/platform/index.ts';
import { MemoryReadStore } from '../../../adapters/read-store/memory.ts';
import type { StoredEvent } from '../../../domain/kernel/index.ts';
import { createScopedReads } from '../../../projections/kernel/index.ts';
import { productId, softwareProducts } from '../../../projections/software/index.ts';
import { day, DeviceLife, inventory, packages, record } from '../../support/device-reports.ts';
import { changesOf, eventLog, fourWays } from '../../support/four-way.ts';

const pack = (name: string) => ({ ...packages(1)[0]!, name });
const idOf = (name: string) => productId(pack(name));

/** curl is removed while nobody has it, nano while a device has it; curl comes and goes again. */
function events(): StoredEvent[] {
  const stored = eventLog();
  const life = new DeviceLife();
  const log: StoredEvent[] = [];
  const told = (at: string, ...names: readonly string[]) => {
    const before = life.events.length;
    life.do(record(at, inventory({ software: names.map(pack) })));
    for (const { type, data } of life.events.slice(before)) log.push(stored('device-a', type, data));
  };
  told(day(1), 'curl', 'nano');
  told(day(2), 'nano');
  const entries = [
    { product: idOf('curl'), name: 'curl', devices: 0 },
    { product: idOf('nano'), name: 'nano', devices: 1 },
    { product: 'unheard-of', name: 'other', devices: 0 },
  ];
  log.push(stored('software-list', 'SoftwareEntriesRemoved', { since: day(3), entries }));
  told(day(4), 'curl', 'nano');
  told(day(5));
  return log;
}

fourWays('removed entries keep their counts', {
  projection: softwareProducts,
  events: events(),
  then: contents =>
    expect(
      (contents['software.products'] ?? []).map(({ columns: { name, devices, removedAt } }) => [
        name,
        devices,
        removedAt,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['curl', 0, Date.parse(day(3))],
        ['nano', 0, Date.parse(day(3))],
      ]),
    ),
});

test('DEV-035 DEV-036 a removed entry is not listed but while a device has it, and the past stays', async () => {
  const store = new MemoryReadStore();
  await store.open(softwareProducts);
  const log = events();
  const reads = createScopedReads(store, fixedClock(day(9)))(null);
  const listed = async (at?: string) => {
    const asOf = at === undefined ? {} : { asOf: { time: at } };
    const page = await reads.find('software.products', { limit: 10, sort: [], ...asOf });
    expect(page.total).toBe(page.items.length);
    return page.items.map(({ columns }) => columns['name']).sort();
  };
  const seen: unknown[] = [];
  for (const { type, position } of log) {
    const until = log.filter(event => event.position <= position);
    const changes = changesOf(softwareProducts, until);
    const last = changes.at(-1)!;
    await store.apply(softwareProducts.name, [last], position, last.at);
    seen.push([type, await listed()]);
  }
  expect(seen).toEqual([
    ['DeviceRegistered', ['curl', 'nano']],
    ['SoftwareRemoved', ['curl', 'nano']],
    ['SoftwareEntriesRemoved', ['nano']],
    ['SoftwareInstalled', ['curl', 'nano']],
    ['SoftwareRemoved', []],
  ]);
  const before = log[1]!.at;
  expect(await listed(before)).toEqual(['curl', 'nano']);
  expect(await reads.count('software.products')).toBe(0);
  expect(await reads.groupBy('software.products', 'name')).toEqual([]);
  // A link to one that is not listed still leads somewhere.
  expect((await reads.get('software.products', idOf('curl')))?.columns['name']).toBe('curl');
});
