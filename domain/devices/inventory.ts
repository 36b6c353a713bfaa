import { z } from 'zod';
import { personal } from '../kernel/index.ts';

/**
 * The one normal form of a computer's inventory. Every dialect (GLPI JSON, FusionInventory XML, OCS XML)
 * becomes this; comparison, events and pages know nothing else.
 *
 * Units: memory and disk sizes in MiB, clock speeds in MHz, link speed in Mbit/s, dates RFC 3339 or
 * YYYY-MM-DD. Text is NFC, trimmed, without control characters. What was not collected is absent; what was
 * collected and empty is an empty list.
 */
const text = z.string().max(2_000);
const short = z.string().max(255);
const size = z.number().nonnegative();

export const SoftwareItem = z.strictObject({
  name: short.min(1),
  version: short.optional(),
  publisher: short.optional(),
  architecture: short.optional(),
  /** Where the entry comes from: `deb`, `rpm`, `registry`, `msi`, `app`, `snap`, … */
  source: short.optional(),
  /** YYYY-MM-DD as the machine says. */
  installedOn: z.string().max(10).optional(),
  /** MiB. */
  size: size.optional(),
});

export const Hardware = z.strictObject({
  manufacturer: short.optional(),
  model: short.optional(),
  serialNumber: short.optional(),
  assetTag: short.optional(),
  uuid: short.optional(),
  chassis: short.optional(),
  motherboardSerial: short.optional(),
  biosVendor: short.optional(),
  biosVersion: short.optional(),
  biosDate: short.optional(),
  /** MiB. */
  memory: size.optional(),
  swap: size.optional(),
  /** `Physical` or the hypervisor's name. */
  virtualization: short.optional(),
});

export const OperatingSystem = z.strictObject({
  /** Full name as a person says it: `Debian GNU/Linux 12 (bookworm)`. */
  name: short.optional(),
  family: z.enum(['windows', 'linux', 'macos', 'bsd', 'other']).optional(),
  version: short.optional(),
  build: short.optional(),
  kernel: short.optional(),
  architecture: short.optional(),
  installedOn: short.optional(),
  hostId: short.optional(),
  timeZone: short.optional(),
  language: short.optional(),
});

const item = <S extends z.ZodRawShape>(shape: S) => z.strictObject(shape);

export const Inventory = z.strictObject({
  hostName: short.optional(),
  domain: short.optional(),
  description: text.optional(),
  /** The user at the machine as the agent saw it; personal. */
  lastUser: personal(short, 'user').optional(),
  hardware: Hardware.optional(),
  operatingSystem: OperatingSystem.optional(),
  processors: z
    .array(
      item({
        name: short.optional(),
        manufacturer: short.optional(),
        cores: size.optional(),
        threads: size.optional(),
        speed: size.optional(),
        architecture: short.optional(),
        serialNumber: short.optional(),
      }),
    )
    .optional(),
  memoryModules: z
    .array(
      item({
        slot: short.optional(),
        capacity: size.optional(),
        type: short.optional(),
        speed: size.optional(),
        manufacturer: short.optional(),
        serialNumber: short.optional(),
        caption: short.optional(),
      }),
    )
    .optional(),
  disks: z
    .array(
      item({
        name: short.optional(),
        model: short.optional(),
        manufacturer: short.optional(),
        serialNumber: short.optional(),
        type: short.optional(),
        interface: short.optional(),
        size: size.optional(),
        firmware: short.optional(),
      }),
    )
    .optional(),
  volumes: z
    .array(
      item({
        mount: short,
        device: short.optional(),
        label: short.optional(),
        fileSystem: short.optional(),
        total: size.optional(),
        free: size.optional(),
        serialNumber: short.optional(),
        encrypted: z.boolean().optional(),
      }),
    )
    .optional(),
  networkAdapters: z
    .array(
      item({
        name: short,
        mac: short.optional(),
        ipv4: z.array(short).optional(),
        ipv6: z.array(short).optional(),
        mask: short.optional(),
        gateway: short.optional(),
        dhcpServer: short.optional(),
        type: short.optional(),
        status: z.enum(['up', 'down']).optional(),
        speed: size.optional(),
        virtual: z.boolean().optional(),
        ssid: short.optional(),
      }),
    )
    .optional(),
  dns: z.array(short).optional(),
  gateway: short.optional(),
  software: z.array(SoftwareItem).optional(),
  localUsers: z
    .array(
      item({
        name: personal(short, 'user'),
        id: short.optional(),
        fullName: personal(short, 'user').optional(),
        home: short.optional(),
        shell: short.optional(),
      }),
    )
    .optional(),
  localGroups: z
    .array(item({ name: short, id: short.optional(), members: z.array(personal(short, 'user')).optional() }))
    .optional(),
  controllers: z
    .array(
      item({
        name: short,
        manufacturer: short.optional(),
        type: short.optional(),
        pciId: short.optional(),
        pciSlot: short.optional(),
        driver: short.optional(),
      }),
    )
    .optional(),
  videoCards: z
    .array(
      item({ name: short, chipset: short.optional(), memory: size.optional(), resolution: short.optional() }),
    )
    .optional(),
  soundCards: z.array(item({ name: short, manufacturer: short.optional() })).optional(),
  monitors: z
    .array(
      item({
        name: short.optional(),
        manufacturer: short.optional(),
        serialNumber: short.optional(),
        description: short.optional(),
      }),
    )
    .optional(),
  printers: z
    .array(
      item({
        name: short,
        driver: short.optional(),
        port: short.optional(),
        network: z.boolean().optional(),
        shared: z.boolean().optional(),
        status: short.optional(),
      }),
    )
    .optional(),
  usbDevices: z
    .array(
      item({
        name: short.optional(),
        manufacturer: short.optional(),
        vendorId: short.optional(),
        productId: short.optional(),
        serialNumber: short.optional(),
        class: short.optional(),
      }),
    )
    .optional(),
  inputDevices: z
    .array(item({ name: short, type: short.optional(), interface: short.optional() }))
    .optional(),
  ports: z.array(item({ name: short, type: short.optional(), caption: short.optional() })).optional(),
  slots: z.array(item({ name: short, type: short.optional(), status: short.optional() })).optional(),
  modems: z.array(item({ name: short, type: short.optional() })).optional(),
  batteries: z
    .array(
      item({
        name: short.optional(),
        manufacturer: short.optional(),
        serialNumber: short.optional(),
        chemistry: short.optional(),
        capacity: size.optional(),
      }),
    )
    .optional(),
  virtualMachines: z
    .array(
      item({
        name: short,
        uuid: short.optional(),
        type: short.optional(),
        subsystem: short.optional(),
        status: short.optional(),
        memory: size.optional(),
        processors: size.optional(),
      }),
    )
    .optional(),
  antivirus: z
    .array(
      item({
        name: short,
        version: short.optional(),
        company: short.optional(),
        enabled: z.boolean().optional(),
        upToDate: z.boolean().optional(),
        definitions: short.optional(),
      }),
    )
    .optional(),
  firewalls: z.array(item({ name: short.optional(), profile: short.optional(), status: short })).optional(),
  remoteManagement: z.array(item({ id: short, type: short })).optional(),
  licences: z
    .array(
      item({
        name: short,
        fullName: short.optional(),
        productId: short.optional(),
        key: short.optional(),
        components: short.optional(),
      }),
    )
    .optional(),
  databases: z
    .array(
      item({
        name: short,
        version: short.optional(),
        manufacturer: short.optional(),
        type: short.optional(),
        port: size.optional(),
      }),
    )
    .optional(),
  physicalVolumes: z
    .array(item({ name: short, format: short.optional(), size: size.optional(), free: size.optional() }))
    .optional(),
  logicalVolumes: z.array(item({ name: short, group: short.optional(), size: size.optional() })).optional(),
  volumeGroups: z.array(item({ name: short, size: size.optional(), free: size.optional() })).optional(),
  powerSupplies: z
    .array(
      item({
        name: short.optional(),
        manufacturer: short.optional(),
        model: short.optional(),
        serialNumber: short.optional(),
        power: size.optional(),
      }),
    )
    .optional(),
  cameras: z.array(item({ name: short, manufacturer: short.optional(), model: short.optional() })).optional(),
  simCards: z
    .array(
      item({
        name: short.optional(),
        country: short.optional(),
        operator: short.optional(),
        serialNumber: short.optional(),
        imsi: personal(short, 'user').optional(),
      }),
    )
    .optional(),
  firmwares: z
    .array(
      item({
        name: short,
        version: short.optional(),
        manufacturer: short.optional(),
        type: short.optional(),
      }),
    )
    .optional(),
  /** Facts of the agent itself. */
  agent: z
    .strictObject({ name: short.optional(), version: short.optional(), tag: short.optional() })
    .optional(),
});
export type Inventory = z.infer<typeof Inventory>;
export type SoftwareItem = z.infer<typeof SoftwareItem>;

/** Sections that are lists of items. */
export type ListSection = {
  [K in keyof Inventory]-?: NonNullable<Inventory[K]> extends readonly unknown[] ? K : never;
}[keyof Inventory];

/** What an agent says of who it is; which of it may be believed is decided by the identity rules. */
export const IdentityClaims = z.strictObject({
  /** `GLPI-Agent-ID`, or the credential's own agent id. */
  agentId: short.optional(),
  /** `host-YYYY-MM-DD-hh-mm-ss` of GLPI, FusionInventory and OCS agents. */
  deviceId: short.optional(),
  /** Earlier deviceId the agent says it had. */
  oldDeviceId: short.optional(),
  uuid: short.optional(),
  serialNumber: short.optional(),
  motherboardSerial: short.optional(),
  macs: z.array(short).default([]),
  hostName: short.optional(),
  hostId: short.optional(),
});
export type IdentityClaims = z.infer<typeof IdentityClaims>;

export type AgentDialect = 'glpi' | 'fusioninventory' | 'ocs' | 'muster';

/** One inventory as it arrives at the domain. */
export interface InventoryReport {
  readonly claims: IdentityClaims;
  readonly inventory: Inventory;
  /** Only some sections are told, each of them whole; the others are unchanged, not empty. */
  readonly partial: boolean;
  /** `person`: entered by hand. */
  readonly dialect: AgentDialect | 'person';
  /** RFC 3339, where the agent told when it collected. */
  readonly collectedAt?: string;
  /** Section names of the dialect that were not understood; kept in the raw body. */
  readonly unknownSections: readonly string[];
  /** What was left out on purpose or as unusable, and why: environment variables, process lists, oversize texts. */
  readonly dropped: readonly {
    readonly section: string;
    readonly reason: 'secret' | 'invalid' | 'too-long' | 'limit';
    readonly count: number;
  }[];
}

/** One that an agent sent. */
export interface AgentReport extends InventoryReport {
  readonly dialect: AgentDialect;
}
