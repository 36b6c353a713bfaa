import { z } from 'zod';
import { defineEvent } from '../kernel/index.ts';
import { reported } from './event-parts.ts';
import { Inventory } from './inventory.ts';
import type { ItemSection } from './sections.ts';

const items = <S extends ItemSection>(section: S) =>
  z.strictObject({ ...reported, section: z.literal(section), items: Inventory.shape[section].unwrap() });
const itemChanges = <S extends ItemSection>(section: S) => {
  const item = Inventory.shape[section].unwrap().element;
  return z.strictObject({
    ...reported,
    section: z.literal(section),
    items: z.array(z.strictObject({ from: item, to: item })),
  });
};

const componentItems = z.discriminatedUnion('section', [
  items('processors'),
  items('memoryModules'),
  items('controllers'),
  items('videoCards'),
  items('soundCards'),
  items('ports'),
  items('slots'),
  items('modems'),
  items('batteries'),
  items('physicalVolumes'),
  items('logicalVolumes'),
  items('volumeGroups'),
  items('powerSupplies'),
  items('firmwares'),
  items('simCards'),
]);
const peripheralItems = z.discriminatedUnion('section', [
  items('monitors'),
  items('printers'),
  items('usbDevices'),
  items('inputDevices'),
  items('cameras'),
]);
const accountItems = z.discriminatedUnion('section', [items('localUsers'), items('localGroups')]);
const protectionItems = z.discriminatedUnion('section', [items('antivirus'), items('firewalls')]);
const serviceItems = z.discriminatedUnion('section', [
  items('databases'),
  items('licences'),
  items('remoteManagement'),
]);

/** Things of a device that came, went or changed; `<group>Added|Removed|Changed`, and changes with a name of their own. */
export const itemEvents = {
  NetworkAdapterAdded: defineEvent('NetworkAdapterAdded', 1, items('networkAdapters')),
  NetworkAdapterRemoved: defineEvent('NetworkAdapterRemoved', 1, items('networkAdapters')),
  NetworkAdapterChanged: defineEvent('NetworkAdapterChanged', 1, itemChanges('networkAdapters')),
  NetworkAddressChanged: defineEvent('NetworkAddressChanged', 1, itemChanges('networkAdapters')),
  DiskAdded: defineEvent('DiskAdded', 1, items('disks')),
  DiskRemoved: defineEvent('DiskRemoved', 1, items('disks')),
  DiskChanged: defineEvent('DiskChanged', 1, itemChanges('disks')),
  VolumeAdded: defineEvent('VolumeAdded', 1, items('volumes')),
  VolumeRemoved: defineEvent('VolumeRemoved', 1, items('volumes')),
  VolumeChanged: defineEvent('VolumeChanged', 1, itemChanges('volumes')),
  VolumeResized: defineEvent('VolumeResized', 1, itemChanges('volumes')),
  VolumeSpaceChanged: defineEvent('VolumeSpaceChanged', 1, itemChanges('volumes')),
  ComponentAdded: defineEvent('ComponentAdded', 1, componentItems),
  ComponentRemoved: defineEvent('ComponentRemoved', 1, componentItems),
  ComponentChanged: defineEvent(
    'ComponentChanged',
    1,
    z.discriminatedUnion('section', [
      itemChanges('processors'),
      itemChanges('memoryModules'),
      itemChanges('controllers'),
      itemChanges('videoCards'),
      itemChanges('soundCards'),
      itemChanges('ports'),
      itemChanges('slots'),
      itemChanges('modems'),
      itemChanges('batteries'),
      itemChanges('physicalVolumes'),
      itemChanges('logicalVolumes'),
      itemChanges('volumeGroups'),
      itemChanges('powerSupplies'),
      itemChanges('firmwares'),
      itemChanges('simCards'),
    ]),
  ),
  PeripheralAdded: defineEvent('PeripheralAdded', 1, peripheralItems),
  PeripheralRemoved: defineEvent('PeripheralRemoved', 1, peripheralItems),
  PeripheralChanged: defineEvent(
    'PeripheralChanged',
    1,
    z.discriminatedUnion('section', [
      itemChanges('monitors'),
      itemChanges('printers'),
      itemChanges('usbDevices'),
      itemChanges('inputDevices'),
      itemChanges('cameras'),
    ]),
  ),
  LocalAccountAdded: defineEvent('LocalAccountAdded', 1, accountItems),
  LocalAccountRemoved: defineEvent('LocalAccountRemoved', 1, accountItems),
  LocalAccountChanged: defineEvent(
    'LocalAccountChanged',
    1,
    z.discriminatedUnion('section', [itemChanges('localUsers'), itemChanges('localGroups')]),
  ),
  VirtualMachineAdded: defineEvent('VirtualMachineAdded', 1, items('virtualMachines')),
  VirtualMachineRemoved: defineEvent('VirtualMachineRemoved', 1, items('virtualMachines')),
  VirtualMachineChanged: defineEvent('VirtualMachineChanged', 1, itemChanges('virtualMachines')),
  ProtectionAdded: defineEvent('ProtectionAdded', 1, protectionItems),
  ProtectionRemoved: defineEvent('ProtectionRemoved', 1, protectionItems),
  ProtectionChanged: defineEvent(
    'ProtectionChanged',
    1,
    z.discriminatedUnion('section', [itemChanges('antivirus'), itemChanges('firewalls')]),
  ),
  ServiceAdded: defineEvent('ServiceAdded', 1, serviceItems),
  ServiceRemoved: defineEvent('ServiceRemoved', 1, serviceItems),
  ServiceChanged: defineEvent(
    'ServiceChanged',
    1,
    z.discriminatedUnion('section', [
      itemChanges('databases'),
      itemChanges('licences'),
      itemChanges('remoteManagement'),
    ]),
  ),
} as const;
