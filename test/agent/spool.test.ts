import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Spool, type Parcel } from '../../src/agent/store/spool.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();
const parcel = (number: number, body = ''): Parcel => ({
  path: `/parcel/${number}`,
  contentType: 'application/json',
  at: '2026-11-30T09:00:00.000Z',
  body,
});

function emptied(spool: Spool): string[] {
  const paths: string[] = [];
  for (let first = spool.first(); first; first = spool.first()) {
    paths.push(first.path);
    spool.removeFirst();
  }
  return paths;
}

test('what was put in comes out in order, also after a restart', () => {
  const place = folder();
  const spool = new Spool(place);
  for (let number = 1; number <= 12; number++) spool.add(parcel(number));
  spool.removeFirst();
  const again = new Spool(place);
  again.add(parcel(13));
  expect(emptied(again)).toEqual(Array.from({ length: 12 }, (_, index) => `/parcel/${index + 2}`));
  expect(readdirSync(place)).toEqual([]);
});

test('it never grows beyond its bounds: the oldest goes, and who adds is told', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3_000), { maxLength: 30 }), sizes => {
      const limits = { parcels: 5, bytes: 6_000 };
      let dropped = 0;
      const spool = new Spool(folder(), parcels => (dropped += parcels), limits);
      for (const [number, size] of sizes.entries()) {
        spool.add(parcel(number, 'A'.repeat(size)));
        expect(spool.length).toBeLessThanOrEqual(limits.parcels);
        expect(spool.bytes).toBeLessThanOrEqual(limits.bytes);
      }
      const kept = sizes.map((_, number) => `/parcel/${number}`).slice(dropped);
      expect(emptied(spool)).toEqual(kept);
    }),
    { numRuns: 20 },
  );
});

test('a parcel that the disk has spoilt is put away and holds up nobody', () => {
  const place = folder();
  const spool = new Spool(place);
  spool.add(parcel(1));
  spool.add(parcel(2));
  writeFileSync(join(place, readdirSync(place).sort()[0]!), '{"path":');
  expect(emptied(new Spool(place))).toEqual(['/parcel/2']);
});
