import fc from 'fast-check';
import { deflateSync } from 'node:zlib';
import { BodyError, parseBody } from '../../adapters/inventory/index.ts';
import { Inventory } from '../../domain/devices/index.ts';
import { sample } from '../support/intake.ts';

/** Whatever comes in: a refusal with a code, or a report that obeys the normal form. Never another error. */
function survives(bytes: Uint8Array): 'refused' | 'read' {
  try {
    const { message } = parseBody(bytes, 'application/x-compress');
    if (message.kind === 'inventory') Inventory.parse(message.report.inventory);
    return 'read';
  } catch (error) {
    if (error instanceof BodyError) return 'refused';
    throw error;
  }
}

const xml = Buffer.from(
  sample('fusionInventory').slice(0, 6_000) +
    '</SOFTWARES></CONTENT><DEVICEID>pc-2026-01-01-00-00-00</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>',
);
const json = Buffer.from(sample('windows'));

interface Mutation {
  readonly at: number;
  readonly kind: 'flip' | 'cut' | 'double' | 'insert';
  readonly byte: number;
  readonly length: number;
}
const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(1_000_000),
  kind: fc.constantFrom('flip', 'cut', 'double', 'insert'),
  byte: fc.nat(255),
  length: fc.nat(200),
});

function mutate(original: Buffer, mutations: readonly Mutation[]): Buffer {
  return mutations.reduce((bytes, { at, kind, byte, length }) => {
    const place = bytes.length === 0 ? 0 : at % bytes.length;
    const before = bytes.subarray(0, place);
    if (kind === 'flip') return Buffer.concat([before, Buffer.from([byte]), bytes.subarray(place + 1)]);
    if (kind === 'cut') return Buffer.concat([before, bytes.subarray(place + length)]);
    if (kind === 'double')
      return Buffer.concat([before, bytes.subarray(place, place + length), bytes.subarray(place)]);
    return Buffer.concat([before, Buffer.from([byte]), bytes.subarray(place)]);
  }, original);
}

describe('any bytes', () => {
  it.each([
    ['XML', xml],
    ['JSON', json],
    ['packed XML', deflateSync(xml)],
  ])('damaged %s is refused or read, never more', (_name, original) => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 6 }), mutations => {
        survives(mutate(original, mutations));
      }),
      { numRuns: 400 },
    );
  });

  it('random bytes are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        expect(survives(bytes)).toBe('refused');
      }),
      { numRuns: 500 },
    );
  });

  it('any JSON in any section is refused or read', () => {
    const sections = [
      'softwares',
      'networks',
      'drives',
      'hardware',
      'bios',
      'operatingsystem',
      'cpus',
      'users',
      'versionclient',
      'accesslog',
      'local_groups',
      'anything',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...sections), fc.jsonValue()), content => {
        const body = JSON.stringify({ action: 'inventory', deviceid: 'pc-2026-01-01-00-00-00', content });
        expect(survives(Buffer.from(body))).toBe('read');
      }),
      { numRuns: 400 },
    );
  });

  it('any field of any section may hold any value', () => {
    const fields = [
      'name',
      'version',
      'description',
      'mac',
      'ipaddress',
      'speed',
      'type',
      'total',
      'letter',
      'install_date',
      'filesize',
      'member',
      'timezone',
      'logdate',
      'serial',
      'capacity',
      'status',
      'bdate',
      'dns',
    ];
    const item = fc.dictionary(
      fc.constantFrom(...fields),
      fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary', maxLength: 400 })),
    );
    const sections = [
      'softwares',
      'networks',
      'drives',
      'hardware',
      'bios',
      'operatingsystem',
      'memories',
      'storages',
      'local_groups',
      'accesslog',
      'virtualmachines',
      'printers',
    ];
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...sections), fc.oneof(item, fc.array(item, { maxLength: 4 }))),
        content => {
          const body = JSON.stringify({ action: 'inventory', deviceid: 'pc-2026-01-01-00-00-00', content });
          expect(survives(Buffer.from(body))).toBe('read');
        },
      ),
      { numRuns: 400 },
    );
  });
});
