import fc from 'fast-check';
import { parseBody, writeReport } from '../../../adapters/inventory/index.ts';
import type { Inventory, InventoryReport } from '../../../domain/devices/index.ts';
import { Inventory as InventorySchema } from '../../../domain/devices/index.ts';
import { dialects, type Facts } from '../../support/inventory-dialects/index.ts';
import { facts } from '../../support/inventory-facts.ts';

function reportOf(body: string): InventoryReport {
  const { message } = parseBody(Buffer.from(body), undefined);
  if (message.kind !== 'inventory') throw new Error(message.kind);
  return message.report;
}

/** Which program told it is no fact of the machine; an empty list and none are the same "nothing there". */
function formOf(body: string): Inventory {
  const { agent: _agent, ...inventory } = reportOf(body).inventory;
  return Object.fromEntries(
    Object.entries(inventory).filter(([, value]) => !Array.isArray(value) || value.length > 0),
  ) as Inventory;
}

describe('one normal form', () => {
  it('is the same for the same facts, whichever dialect tells them', () => {
    fc.assert(
      fc.property(facts, (machine: Facts) => {
        const expected = formOf(dialects.glpi(machine));
        expect(formOf(dialects.fusionInventory(machine))).toEqual(expected);
        expect(formOf(dialects.ocs(machine))).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });

  it('claims the same identity in every dialect', () => {
    fc.assert(
      fc.property(facts, (machine: Facts) => {
        const expected = reportOf(dialects.glpi(machine)).claims;
        expect(reportOf(dialects.fusionInventory(machine)).claims).toEqual(expected);
        expect(reportOf(dialects.ocs(machine)).claims).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('is written as JSON whole, with a hash of its facts alone', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...Object.values(dialects)), (machine, dialect) => {
        const report = reportOf(dialect(machine));
        const { json, hash } = writeReport(report);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(report)));
        // Lists that were not put in order by this parser are written all the same.
        const copy = JSON.parse(json) as InventoryReport;
        expect(writeReport(copy)).toEqual({ json, hash });
        const { inventory } = copy;
        const moved = inventory.volumes?.map(volume => ({ ...volume, free: (volume.free ?? 0) + 1 }));
        const spelled = { ...inventory, hostName: inventory.hostName?.toUpperCase() };
        expect(
          writeReport({ ...copy, inventory: { ...spelled, ...(moved && { volumes: moved }) } }).hash,
        ).toBe(hash);
        expect(
          writeReport({ ...copy, inventory: { ...inventory, domain: 'another.example' } }).hash,
        ).not.toBe(hash);
      }),
      { numRuns: 60 },
    );
  });

  it('obeys its schema', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...Object.values(dialects)), (machine, dialect) => {
        InventorySchema.parse(reportOf(dialect(machine)).inventory);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps nothing of environment variables and command lines', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(dialects.glpi, dialects.fusionInventory), (machine, dialect) => {
        const secret = 'Kx9-secret';
        const body = dialect({ ...machine, printers: [], passing: { ...machine.passing, uptime: secret } });
        const { message, redacted } = parseBody(Buffer.from(body), undefined);
        expect(body).toContain(secret);
        expect(JSON.stringify(message)).not.toContain(secret);
        expect(redacted).not.toContain(secret);
        // What is kept can be read again and says the same.
        const again = parseBody(Buffer.from(redacted ?? ''), undefined).message;
        expect(again).toMatchObject({ kind: 'inventory', report: { inventory: formOf(body) } });
      }),
      { numRuns: 30 },
    );
  });
});
