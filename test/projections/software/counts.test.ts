import fc from 'fast-check';
import type { DeviceCommand, SoftwareItem } from '../../../domain/devices/index.ts';
import type { Projection } from '../../../projections/kernel/index.ts';
import {
  productId,
  softwareProducts,
  softwareVersions,
  versionId,
} from '../../../projections/software/index.ts';
import { day, DeviceLife, inventory, record, storedLives } from '../../support/device-reports.ts';

/** Few names, versions, publishers and architectures, so that entries of one product meet on one device. */
const entries = fc.record(
  {
    name: fc.constantFrom('kernel', 'libc6', 'Libc6', 'curl', '7-Zip 1', '7-Zip 2'),
    version: fc.constantFrom('1', '2', '3'),
    architecture: fc.constantFrom('amd64', 'i386'),
    publisher: fc.constantFrom('GNU', 'gnu', 'Other'),
  },
  { requiredKeys: ['name'], noNullPrototype: true },
);
type Act =
  | { readonly software: SoftwareItem[]; readonly partial: boolean }
  | 'IgnoreDevice'
  | 'ManageDevice'
  | 'MergeDevice'
  | 'RestoreDevice'
  | 'RemoveDevice';

const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ software: fc.array(entries, { maxLength: 6 }), partial: fc.boolean() }),
  },
  fc.constantFrom('IgnoreDevice', 'ManageDevice', 'MergeDevice', 'RestoreDevice', 'RemoveDevice'),
);

function commandOf(act: Act, at: string): DeviceCommand {
  if (typeof act === 'object')
    return record(at, inventory({ software: act.software }), { partial: act.partial });
  switch (act) {
    case 'MergeDevice':
      return { type: act, at, deviceId: 'x', into: 'z' };
    case 'RestoreDevice':
      return { type: act, at, from: 'z' };
    default:
      return { type: act, at };
  }
}

function countsOf(
  projection: Projection,
  lives: Readonly<Record<string, DeviceLife>>,
): Record<string, number> {
  const counts: Record<string, number> = {};
  const events = storedLives(
    Object.fromEntries(Object.entries(lives).map(([id, life]) => [id, life.events])),
  );
  for (const event of events.filter(({ type }) => projection.handles.includes(type)))
    for (const change of projection.project(event))
      if (change.kind === 'increment')
        counts[change.id] = (counts[change.id] ?? 0) + (change.by.devices ?? 0);
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0));
}

function recount(
  lives: Readonly<Record<string, DeviceLife>>,
  idOf: (item: SoftwareItem) => string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { state } of Object.values(lives))
    if (state.status === 'managed')
      for (const id of new Set((state.software ?? []).map(idOf))) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
}

test('whatever devices report, and whatever becomes of them: the counts equal a count of the devices', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), acts), { maxLength: 25 }), steps => {
      const lives = { a: new DeviceLife(), b: new DeviceLife(), c: new DeviceLife() };
      for (const [at, [id, act]] of steps.entries()) lives[id].attempt(commandOf(act, day(1 + at)));
      expect(countsOf(softwareProducts, lives)).toStrictEqual(recount(lives, productId));
      expect(countsOf(softwareVersions, lives)).toStrictEqual(recount(lives, versionId));
    }),
    { numRuns: 400 },
  );
});

test('ids of products stay as they are', () => {
  expect(productId({ name: 'OpenSSL', publisher: 'openssl.org' })).toBe(
    productId({ name: ' openssl ', publisher: 'OpenSSL.org' }),
  );
  expect(productId({ name: 'a', publisher: 'b' })).not.toBe(productId({ name: 'b', publisher: 'a' }));
  const many = new Set(Array.from({ length: 50_000 }, (_, at) => productId({ name: `package-${at}` })));
  expect(many.size).toBe(50_000);
});
