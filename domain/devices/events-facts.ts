import { z } from 'zod';
import { defineEvent, personal } from '../kernel/index.ts';
import { Installed, beside, reported } from './event-parts.ts';
import { SoftwareItem } from './inventory-items.ts';
import { Inventory } from './inventory.ts';

const Value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const change = z.strictObject({ from: Value.optional(), to: Value });
/** Fields of the normal form by path (`hardware.serialNumber`), each with what it was and is. */
const changes = <const P extends string>(...paths: readonly P[]) =>
  z.strictObject({
    ...reported,
    changes: z.strictObject(
      Object.fromEntries(paths.map(path => [path, change.optional()])) as Record<
        P,
        z.ZodOptional<typeof change>
      >,
    ),
  });
const oneText = z.strictObject({ ...reported, from: z.string().optional(), to: z.string() });
const oneUser = z.strictObject({
  ...reported,
  from: personal(z.string(), 'user').optional(),
  to: personal(z.string(), 'user'),
});

/** Changes of single facts, and facts told for the first time. */
export const factEvents = {
  HostRenamed: defineEvent('HostRenamed', 1, oneText),
  DomainChanged: defineEvent('DomainChanged', 1, oneText),
  DescriptionChanged: defineEvent('DescriptionChanged', 1, oneText),
  LastUserChanged: defineEvent('LastUserChanged', 1, oneUser),
  OperatingSystemUpgraded: defineEvent(
    'OperatingSystemUpgraded',
    1,
    changes(
      'operatingSystem.name',
      'operatingSystem.family',
      'operatingSystem.version',
      'operatingSystem.build',
      'operatingSystem.kernel',
      'operatingSystem.architecture',
    ),
  ),
  OperatingSystemSettingsChanged: defineEvent(
    'OperatingSystemSettingsChanged',
    1,
    changes(
      'operatingSystem.installedOn',
      'operatingSystem.hostId',
      'operatingSystem.timeZone',
      'operatingSystem.language',
    ),
  ),
  HardwareChanged: defineEvent(
    'HardwareChanged',
    1,
    changes(
      'hardware.manufacturer',
      'hardware.model',
      'hardware.serialNumber',
      'hardware.assetTag',
      'hardware.uuid',
      'hardware.chassis',
      'hardware.motherboardSerial',
      'hardware.virtualization',
    ),
  ),
  FirmwareUpdated: defineEvent(
    'FirmwareUpdated',
    1,
    changes('hardware.biosVendor', 'hardware.biosVersion', 'hardware.biosDate'),
  ),
  MemoryChanged: defineEvent('MemoryChanged', 1, changes('hardware.memory', 'hardware.swap')),
  NetworkSettingsChanged: defineEvent('NetworkSettingsChanged', 1, changes('dns', 'gateway')),
  /** Of the agent of this dialect; a device may run several. */
  AgentChanged: defineEvent('AgentChanged', 1, changes('agent.name', 'agent.version', 'agent.tag')),
  /** Facts told for the first time, of which nothing was known before; no change of the device. */
  DetailsLearned: defineEvent('DetailsLearned', 1, z.strictObject({ ...reported, inventory: Inventory })),
  /** By hand: these fields are not known, whatever stood there; each with what stood there. */
  DetailsForgotten: defineEvent(
    'DetailsForgotten',
    1,
    z.strictObject({ ...reported, fields: z.record(z.string().max(100), Value) }),
  ),
} as const;

export const softwareEvents = {
  SoftwareInstalled: defineEvent(
    'SoftwareInstalled',
    1,
    z.strictObject({ ...reported, beside, items: z.array(SoftwareItem) }),
  ),
  SoftwareRemoved: defineEvent(
    'SoftwareRemoved',
    1,
    z.strictObject({ ...reported, beside, items: z.array(Installed) }),
  ),
  SoftwareUpdated: defineEvent(
    'SoftwareUpdated',
    1,
    z.strictObject({
      ...reported,
      beside,
      items: z.array(z.strictObject({ from: Installed, to: SoftwareItem })),
    }),
  ),
  /** The same entries as before, of which more is told (publisher, day of installation); their intervals go on. */
  SoftwareDescribed: defineEvent(
    'SoftwareDescribed',
    1,
    z.strictObject({
      ...reported,
      beside,
      items: z.array(z.strictObject({ from: Installed, to: SoftwareItem })),
    }),
  ),
} as const;
