import type { Inventory } from '../../../domain/devices/index.ts';
import { DeviceLife, inventory, record } from '../../support/device-reports.ts';

/** Two agents on one machine that word some facts differently. */
const at = (number: number) => new Date(Date.UTC(2026, 0, number)).toISOString();
const { agent: _agent, ...facts } = inventory();
const [eth0, ifb0] = facts.networkAdapters ?? [];
const asOcs = (more: Partial<Inventory> = {}) => ({
  ...facts,
  networkAdapters: [eth0!],
  databases: [],
  ...more,
});
const asFusion = (more: Partial<Inventory> = {}) => ({
  ...facts,
  hostName: 'lab-ocs-big.example.org',
  operatingSystem: { ...facts.operatingSystem, name: 'Debian GNU/Linux 12' },
  networkAdapters: [{ ...eth0!, type: 'ethernet' }, ifb0!],
  disks: [{ name: 'vda', size: 262_145 }],
  ...more,
});
const ocs = (number: number, told: Inventory) => record(at(number), told);
const fusion = (number: number, told: Inventory) => record(at(number), told, { dialect: 'fusioninventory' });

function both(): DeviceLife {
  const life = new DeviceLife();
  life.do(ocs(1, asOcs()));
  expect(life.do(fusion(2, asFusion())).map(({ type }) => type)).toStrictEqual([
    'HostRenamed',
    'OperatingSystemUpgraded',
    'NetworkAdapterAdded',
    'NetworkAdapterChanged',
    'DiskChanged',
    'ServiceAdded',
  ]);
  return life;
}

test('other dialects of the same facts: once told by each, they do not undo each other report after report', () => {
  const life = both();
  for (let number = 3; number < 20; number += 2) {
    expect(life.do(ocs(number, asOcs()))).toStrictEqual([]);
    expect(life.do(fusion(number + 1, asFusion()))).toStrictEqual([]);
  }
});

test('what one of them tells anew is a change, whichever tells it first', () => {
  const life = both();
  const types = (command: ReturnType<typeof ocs>) => life.do(command).map(({ type }) => type);
  const renewed = { ...facts.operatingSystem, name: 'Debian GNU/Linux 13 (trixie)' };
  expect(types(ocs(3, asOcs({ operatingSystem: renewed })))).toStrictEqual(['OperatingSystemUpgraded']);
  expect(types(fusion(4, asFusion()))).toStrictEqual([]);
  const moved = { ...eth0!, ipv4: ['192.0.2.12'] };
  expect(types(fusion(5, asFusion({ networkAdapters: [{ ...moved, type: 'ethernet' }] })))).toStrictEqual([
    'NetworkAdapterRemoved',
    'NetworkAddressChanged',
  ]);
  expect(life.state.inventory.networkAdapters).toStrictEqual([{ ...moved, type: 'ethernet' }]);
});

test('a dialect that keeps saying otherwise is heard after a month, so that no agent long gone silences a fact', () => {
  const life = both();
  expect(life.do(ocs(31, asOcs()))).toStrictEqual([]);
  expect(life.do(ocs(33, asOcs())).map(({ type }) => type)).toContain('HostRenamed');
});

test('one dialect alone remembers nothing', () => {
  const life = new DeviceLife();
  life.do(ocs(1, asOcs()));
  life.do(ocs(2, asOcs({ hostName: 'other' })));
  expect(life.do(ocs(3, asOcs())).map(({ type }) => type)).toStrictEqual(['HostRenamed']);
  expect(life.state.views).toStrictEqual({});
});
