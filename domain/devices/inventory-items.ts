import { z } from 'zod';
import { personal } from '../kernel/index.ts';

/** Kinds of values of the normal form, and the things that its sections hold. Units as in `Inventory`. */
export const text = z.string().max(2_000);
export const short = z.string().max(255);
export const size = z.number().nonnegative();

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
export type SoftwareItem = z.infer<typeof SoftwareItem>;

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

/** Things of the sections that are lists, each by the name of its section. */
export const items = {
  processors: z.strictObject({
    name: short.optional(),
    manufacturer: short.optional(),
    cores: size.optional(),
    threads: size.optional(),
    speed: size.optional(),
    architecture: short.optional(),
    serialNumber: short.optional(),
  }),
  memoryModules: z.strictObject({
    slot: short.optional(),
    capacity: size.optional(),
    type: short.optional(),
    speed: size.optional(),
    manufacturer: short.optional(),
    serialNumber: short.optional(),
    caption: short.optional(),
  }),
  disks: z.strictObject({
    name: short.optional(),
    model: short.optional(),
    manufacturer: short.optional(),
    serialNumber: short.optional(),
    type: short.optional(),
    interface: short.optional(),
    size: size.optional(),
    firmware: short.optional(),
  }),
  volumes: z.strictObject({
    mount: short,
    device: short.optional(),
    label: short.optional(),
    fileSystem: short.optional(),
    total: size.optional(),
    free: size.optional(),
    serialNumber: short.optional(),
    encrypted: z.boolean().optional(),
  }),
  networkAdapters: z.strictObject({
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
  localUsers: z.strictObject({
    name: personal(short, 'user'),
    id: short.optional(),
    fullName: personal(short, 'user').optional(),
    home: short.optional(),
    shell: short.optional(),
  }),
  localGroups: z.strictObject({
    name: short,
    id: short.optional(),
    members: z.array(personal(short, 'user')).optional(),
  }),
  controllers: z.strictObject({
    name: short,
    manufacturer: short.optional(),
    type: short.optional(),
    pciId: short.optional(),
    pciSlot: short.optional(),
    driver: short.optional(),
  }),
  videoCards: z.strictObject({
    name: short,
    chipset: short.optional(),
    memory: size.optional(),
    resolution: short.optional(),
  }),
  soundCards: z.strictObject({ name: short, manufacturer: short.optional() }),
  monitors: z.strictObject({
    name: short.optional(),
    manufacturer: short.optional(),
    serialNumber: short.optional(),
    description: short.optional(),
  }),
  printers: z.strictObject({
    name: short,
    driver: short.optional(),
    port: short.optional(),
    network: z.boolean().optional(),
    shared: z.boolean().optional(),
    status: short.optional(),
  }),
  usbDevices: z.strictObject({
    name: short.optional(),
    manufacturer: short.optional(),
    vendorId: short.optional(),
    productId: short.optional(),
    serialNumber: short.optional(),
    class: short.optional(),
  }),
  inputDevices: z.strictObject({ name: short, type: short.optional(), interface: short.optional() }),
  ports: z.strictObject({ name: short, type: short.optional(), caption: short.optional() }),
  slots: z.strictObject({ name: short, type: short.optional(), status: short.optional() }),
  modems: z.strictObject({ name: short, type: short.optional() }),
  batteries: z.strictObject({
    name: short.optional(),
    manufacturer: short.optional(),
    serialNumber: short.optional(),
    chemistry: short.optional(),
    capacity: size.optional(),
  }),
  virtualMachines: z.strictObject({
    name: short,
    uuid: short.optional(),
    type: short.optional(),
    subsystem: short.optional(),
    status: short.optional(),
    memory: size.optional(),
    processors: size.optional(),
  }),
  antivirus: z.strictObject({
    name: short,
    version: short.optional(),
    company: short.optional(),
    enabled: z.boolean().optional(),
    upToDate: z.boolean().optional(),
    definitions: short.optional(),
  }),
  firewalls: z.strictObject({ name: short.optional(), profile: short.optional(), status: short }),
  remoteManagement: z.strictObject({ id: short, type: short }),
  licences: z.strictObject({
    name: short,
    fullName: short.optional(),
    productId: short.optional(),
    key: short.optional(),
    components: short.optional(),
  }),
  databases: z.strictObject({
    name: short,
    version: short.optional(),
    manufacturer: short.optional(),
    type: short.optional(),
    port: size.optional(),
  }),
  physicalVolumes: z.strictObject({
    name: short,
    format: short.optional(),
    size: size.optional(),
    free: size.optional(),
  }),
  logicalVolumes: z.strictObject({ name: short, group: short.optional(), size: size.optional() }),
  volumeGroups: z.strictObject({ name: short, size: size.optional(), free: size.optional() }),
  powerSupplies: z.strictObject({
    name: short.optional(),
    manufacturer: short.optional(),
    model: short.optional(),
    serialNumber: short.optional(),
    power: size.optional(),
  }),
  cameras: z.strictObject({ name: short, manufacturer: short.optional(), model: short.optional() }),
  simCards: z.strictObject({
    name: short.optional(),
    country: short.optional(),
    operator: short.optional(),
    serialNumber: short.optional(),
    imsi: personal(short, 'user').optional(),
  }),
  firmwares: z.strictObject({
    name: short,
    version: short.optional(),
    manufacturer: short.optional(),
    type: short.optional(),
  }),
} as const;
