/**
 * One machine's facts, and how each kind of agent would word them. What only one dialect can tell is not in here:
 * tests compare what all three can.
 */
export interface Facts {
  readonly hostName: string;
  readonly deviceId: string;
  readonly domain: string;
  readonly user: string;
  readonly osName: string;
  readonly osVersion: string;
  readonly kernel: string;
  readonly architecture: string;
  readonly memory: number;
  readonly swap: number;
  readonly uuid: string;
  readonly serial: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly biosVersion: string;
  /** [year, month, day] */
  readonly biosDate: readonly [number, number, number];
  readonly dns: readonly string[];
  readonly gateway: string;
  readonly processors: readonly {
    name: string;
    maker: string;
    cores: number;
    threads: number;
    speed: number;
  }[];
  readonly modules: readonly {
    slot: number;
    capacity: number;
    type: string;
    speed: number;
    serial: string;
  }[];
  readonly disks: readonly {
    name: string;
    model: string;
    serial: string;
    megabytes: number;
    firmware: string;
  }[];
  readonly volumes: readonly {
    mount: string;
    device: string;
    fileSystem: string;
    total: number;
    free: number;
  }[];
  readonly adapters: readonly {
    name: string;
    mac: string;
    ipv4: readonly { address: string; mask: string }[];
    ipv6: readonly string[];
    up: boolean;
    speed: number;
  }[];
  readonly software: readonly {
    name: string;
    version: string;
    publisher: string;
    architecture: string;
    bytes: number;
    installed: readonly [number, number, number];
  }[];
  readonly users: readonly { login: string; id: number; fullName: string; home: string; shell: string }[];
  readonly groups: readonly { name: string; id: number; members: readonly string[] }[];
  readonly printers: readonly { name: string; driver: string; port: string }[];
  readonly monitors: readonly { caption: string; maker: string; serial: string }[];
  readonly machines: readonly { name: string; uuid: string; memory: number; processors: number }[];
  /** What passes: differs between two reports of the same facts. */
  readonly passing: { readonly uptime: string; readonly boot: string; readonly lastLogon: string };
}

const two = (value: number) => String(value).padStart(2, '0');
const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

type Field = readonly [name: string, value: string | number | undefined];

function element(section: string, fields: readonly Field[]): string {
  const told = fields.filter(([, value]) => value !== undefined && value !== '');
  return `<${section}>${told.map(([name, value]) => `<${name}>${escape(String(value))}</${name}>`).join('\n')}</${section}>\n`;
}

function request(deviceId: string, content: readonly string[]): string {
  return (
    `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST><CONTENT>\n${content.join('')}</CONTENT>` +
    `<DEVICEID>${escape(deviceId)}</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>\n`
  );
}

export function fusionInventory(facts: Facts): string {
  const [year, month, day] = facts.biosDate;
  return request(facts.deviceId, [
    element('HARDWARE', [
      ['NAME', facts.hostName],
      ['WORKGROUP', facts.domain],
      ['LASTLOGGEDUSER', facts.user],
      ['DATELASTLOGGEDUSER', facts.passing.lastLogon],
      ['MEMORY', facts.memory],
      ['SWAP', facts.swap],
      ['UUID', facts.uuid],
      ['DNS', facts.dns.join('/')],
      ['DEFAULTGATEWAY', facts.gateway],
      ['ETIME', facts.passing.uptime.length],
      ['VMSYSTEM', 'Physical'],
    ]),
    element('BIOS', [
      ['SMANUFACTURER', facts.manufacturer],
      ['SMODEL', facts.model],
      ['SSN', facts.serial],
      ['BVERSION', facts.biosVersion],
      ['BDATE', `${two(month)}/${two(day)}/${year}`],
    ]),
    element('OPERATINGSYSTEM', [
      ['FULL_NAME', facts.osName],
      ['KERNEL_NAME', 'linux'],
      ['VERSION', facts.osVersion],
      ['KERNEL_VERSION', facts.kernel],
      ['ARCH', facts.architecture],
      ['BOOT_TIME', facts.passing.boot],
    ]),
    ...facts.processors.map(one =>
      element('CPUS', [
        ['NAME', one.name],
        ['MANUFACTURER', one.maker],
        ['CORE', one.cores],
        ['THREAD', one.threads],
        ['SPEED', one.speed],
      ]),
    ),
    ...facts.modules.map(one =>
      element('MEMORIES', [
        ['NUMSLOTS', one.slot],
        ['CAPACITY', one.capacity],
        ['TYPE', one.type],
        ['SPEED', one.speed],
        ['SERIALNUMBER', one.serial],
      ]),
    ),
    ...facts.disks.map(one =>
      element('STORAGES', [
        ['NAME', one.name],
        ['MODEL', one.model],
        ['SERIALNUMBER', one.serial],
        ['DISKSIZE', Math.floor(one.megabytes)],
        ['FIRMWARE', one.firmware],
        ['TYPE', 'disk'],
      ]),
    ),
    ...facts.volumes.map(one =>
      element('DRIVES', [
        ['TYPE', one.mount],
        ['VOLUMN', one.device],
        ['FILESYSTEM', one.fileSystem],
        ['TOTAL', one.total],
        ['FREE', one.free],
      ]),
    ),
    ...facts.adapters.flatMap(one => {
      const common: Field[] = [
        ['DESCRIPTION', one.name],
        ['MACADDR', one.mac],
        ['STATUS', one.up ? 'Up' : 'Down'],
        ['SPEED', one.speed],
        ['TYPE', 'ethernet'],
        ['VIRTUALDEV', 0],
      ];
      const rows = [
        ...one.ipv4.map(({ address, mask }): Field[] => [
          ['IPADDRESS', address],
          ['IPMASK', mask],
        ]),
        ...one.ipv6.map((address): Field[] => [['IPADDRESS6', address]]),
      ];
      return (rows.length > 0 ? rows : [[]]).map(row => element('NETWORKS', [...common, ...row]));
    }),
    element('NETWORKS', [
      ['DESCRIPTION', 'lo'],
      ['TYPE', 'loopback'],
      ['IPADDRESS', '127.0.0.1'],
    ]),
    ...facts.software.map(one =>
      element('SOFTWARES', [
        ['NAME', one.name],
        ['VERSION', one.version],
        ['PUBLISHER', one.publisher],
        ['ARCH', one.architecture],
        ['FILESIZE', one.bytes],
        ['FROM', 'deb'],
        ['INSTALLDATE', `${two(one.installed[2])}/${two(one.installed[1])}/${one.installed[0]}`],
      ]),
    ),
    ...facts.users.map(one =>
      element('LOCAL_USERS', [
        ['LOGIN', one.login],
        ['ID', one.id],
        ['NAME', one.fullName],
        ['HOME', one.home],
        ['SHELL', one.shell],
      ]),
    ),
    ...facts.groups.map(one =>
      element('LOCAL_GROUPS', [
        ['NAME', one.name],
        ['ID', one.id],
        ...one.members.map((member): Field => ['MEMBER', member]),
      ]),
    ),
    ...facts.printers.map(one =>
      element('PRINTERS', [
        ['NAME', one.name],
        ['DRIVER', one.driver],
        ['PORT', one.port],
        ['STATUS', facts.passing.uptime],
      ]),
    ),
    ...facts.monitors.map(one =>
      element('MONITORS', [
        ['CAPTION', one.caption],
        ['MANUFACTURER', one.maker],
        ['SERIAL', one.serial],
      ]),
    ),
    ...facts.machines.map(one =>
      element('VIRTUALMACHINES', [
        ['NAME', one.name],
        ['UUID', one.uuid],
        ['MEMORY', one.memory],
        ['VCPU', one.processors],
        ['STATUS', facts.passing.uptime.length % 2 === 0 ? 'running' : 'idle'],
        ['VMTYPE', 'kvm'],
      ]),
    ),
    element('PROCESSES', [
      ['CMD', facts.passing.uptime],
      ['PID', 1],
      ['USER', 'root'],
    ]),
    element('ENVS', [
      ['KEY', 'SECRET'],
      ['VAL', facts.passing.uptime],
    ]),
    '<VERSIONCLIENT>FusionInventory-Inventory_v2.6-3</VERSIONCLIENT>\n',
  ]);
}

export function ocs(facts: Facts): string {
  const [year, month, day] = facts.biosDate;
  const nonZero = (value: number) => (value === 0 ? undefined : value);
  return request(facts.deviceId, [
    element('HARDWARE', [
      ['NAME', facts.hostName],
      ['WORKGROUP', facts.domain],
      ['LASTLOGGEDUSER', facts.user],
      ['DATELASTLOGGEDUSER', facts.passing.lastLogon],
      ['MEMORY', facts.memory],
      ['SWAP', facts.swap],
      ['UUID', facts.uuid],
      ['DNS', facts.dns.join('/')],
      ['DEFAULTGATEWAY', facts.gateway],
      ['DESCRIPTION', `${facts.architecture}/${facts.passing.uptime}`],
      ['OSNAME', facts.osName],
      ['OSVERSION', facts.osVersion],
      ['OSCOMMENTS', facts.kernel],
      ['VMSYSTEM', 'Physical'],
      ['CHECKSUM', facts.passing.uptime.length],
    ]),
    element('BIOS', [
      ['SMANUFACTURER', facts.manufacturer],
      ['SMODEL', facts.model],
      ['SSN', facts.serial],
      ['BVERSION', facts.biosVersion],
      ['BDATE', `${two(month)}/${two(day)}/${year}`],
    ]),
    ...facts.processors.map(one =>
      element('CPUS', [
        ['TYPE', one.name],
        ['MANUFACTURER', one.maker],
        ['CORES', one.cores],
        ['THREADS', one.threads],
        ['SPEED', one.speed],
      ]),
    ),
    ...facts.modules.map(one =>
      element('MEMORIES', [
        ['NUMSLOTS', one.slot],
        ['CAPACITY', one.capacity],
        ['TYPE', one.type],
        ['SPEED', `${one.speed} MHz`],
        ['SERIALNUMBER', one.serial],
      ]),
    ),
    ...facts.disks.map(one =>
      element('STORAGES', [
        ['NAME', one.name],
        ['MODEL', one.model],
        ['SERIALNUMBER', one.serial],
        ['DISKSIZE', one.megabytes],
        ['FIRMWARE', one.firmware],
        ['TYPE', 'disk'],
      ]),
    ),
    ...facts.volumes.map(one =>
      element('DRIVES', [
        ['TYPE', one.mount],
        ['VOLUMN', one.device],
        ['FILESYSTEM', one.fileSystem],
        ['TOTAL', one.total],
        ['FREE', one.free],
      ]),
    ),
    ...facts.adapters.flatMap(one => {
      const common: Field[] = [
        ['DESCRIPTION', one.name],
        ['MACADDR', one.mac],
        ['STATUS', one.up ? 'Up' : 'Down'],
        ['SPEED', one.speed % 1000 === 0 ? `${one.speed / 1000} Gbps` : `${one.speed} Mbps`],
        ['TYPE', 'ether'],
        ['VIRTUALDEV', '0'],
      ];
      const rows = [
        ...one.ipv4.map(({ address, mask }): Field[] => [
          ['IPADDRESS', address],
          ['IPMASK', mask],
        ]),
        ...one.ipv6.map((address): Field[] => [
          ['IPADDRESS', address],
          ['IPMASK', 'ffff:ffff:ffff:ffff::'],
        ]),
      ];
      return (rows.length > 0 ? rows : [[]]).map(row => element('NETWORKS', [...common, ...row]));
    }),
    ...facts.software.map(one =>
      element('SOFTWARES', [
        ['NAME', one.name],
        ['VERSION', one.version],
        ['PUBLISHER', one.publisher],
        ['ARCHITECTURE', one.architecture],
        ['FILESIZE', one.bytes],
        ['FROM', 'deb'],
        ['INSTALLDATE', `${one.installed[0]}/${two(one.installed[1])}/${two(one.installed[2])} 00:00:00`],
        ['COMMENTS', 'a long description that nobody compares'],
      ]),
    ),
    ...facts.users.map(one =>
      element('LOCAL_USERS', [
        ['LOGIN', one.login],
        ['ID_USER', nonZero(one.id)],
        ['GID', nonZero(one.id)],
        ['NAME', one.fullName],
        ['HOME', one.home],
        ['SHELL', one.shell],
      ]),
    ),
    ...facts.groups.map(one =>
      element('LOCAL_GROUPS', [
        ['NAME', one.name],
        ['ID_GROUP', nonZero(one.id)],
        ['MEMBER', one.members.join(',')],
      ]),
    ),
    ...facts.printers.map(one =>
      element('PRINTERS', [
        ['NAME', one.name],
        ['DRIVER', one.driver],
        ['PORT', one.port],
      ]),
    ),
    ...facts.monitors.map(one =>
      element('MONITORS', [
        ['CAPTION', one.caption],
        ['MANUFACTURER', one.maker],
        ['SERIAL', one.serial],
      ]),
    ),
    ...facts.machines.map(one =>
      element('VIRTUALMACHINES', [
        ['NAME', one.name],
        ['UUID', one.uuid],
        ['MEMORY', one.memory],
        ['VCPU', one.processors],
        ['STATUS', 'running'],
        ['VMTYPE', 'KVM'],
      ]),
    ),
  ]);
}

export function glpi(facts: Facts): string {
  const [year, month, day] = facts.biosDate;
  const date = ([y, m, d]: readonly [number, number, number]) => `${y}-${two(m)}-${two(d)}`;
  const content = {
    versionclient: 'GLPI-Inventory_v1.12',
    hardware: {
      name: facts.hostName,
      workgroup: facts.domain,
      lastloggeduser: facts.user,
      datelastloggeduser: facts.passing.lastLogon,
      memory: facts.memory,
      swap: facts.swap,
      uuid: facts.uuid,
      dns: facts.dns.join('/'),
      defaultgateway: facts.gateway,
      vmsystem: 'Physical',
    },
    bios: {
      smanufacturer: facts.manufacturer,
      smodel: facts.model,
      ssn: facts.serial,
      bversion: facts.biosVersion,
      bdate: date([year, month, day]),
    },
    operatingsystem: {
      full_name: facts.osName,
      kernel_name: 'linux',
      version: facts.osVersion,
      kernel_version: facts.kernel,
      arch: facts.architecture,
      boot_time: facts.passing.boot,
    },
    cpus: facts.processors.map(one => ({
      name: one.name,
      manufacturer: one.maker,
      core: one.cores,
      thread: one.threads,
      speed: one.speed,
    })),
    memories: facts.modules.map(one => ({
      numslots: one.slot,
      capacity: one.capacity,
      type: one.type,
      speed: String(one.speed),
      serialnumber: one.serial,
    })),
    storages: facts.disks.map(one => ({
      name: one.name,
      model: one.model,
      serial: one.serial,
      disksize: Math.floor(one.megabytes),
      firmware: one.firmware,
      type: 'disk',
    })),
    drives: facts.volumes.map(one => ({
      type: one.mount,
      volumn: one.device,
      filesystem: one.fileSystem,
      total: one.total,
      free: one.free,
    })),
    networks: facts.adapters.flatMap(one => {
      const common = {
        description: one.name,
        mac: one.mac,
        status: one.up ? 'up' : 'down',
        speed: one.speed,
        type: 'ethernet',
        virtualdev: false,
      };
      const rows = [
        ...one.ipv4.map(({ address, mask }) => ({ ipaddress: address, ipmask: mask })),
        ...one.ipv6.map(address => ({ ipaddress6: address })),
      ];
      return (rows.length > 0 ? rows : [{}]).map(row => ({ ...common, ...row }));
    }),
    softwares: facts.software.map(one => ({
      name: one.name,
      version: one.version,
      publisher: one.publisher,
      arch: one.architecture,
      filesize: one.bytes,
      from: 'deb',
      install_date: date(one.installed),
    })),
    local_users: facts.users.map(one => ({
      login: one.login,
      id: String(one.id),
      name: one.fullName,
      home: one.home,
      shell: one.shell,
    })),
    local_groups: facts.groups.map(one => ({ name: one.name, id: String(one.id), member: one.members })),
    printers: facts.printers.map(one => ({
      name: one.name,
      driver: one.driver,
      port: one.port,
      status: facts.passing.uptime,
    })),
    monitors: facts.monitors.map(one => ({
      caption: one.caption,
      manufacturer: one.maker,
      serial: one.serial,
    })),
    virtualmachines: facts.machines.map(one => ({
      name: one.name,
      uuid: one.uuid,
      memory: one.memory,
      vcpu: one.processors,
      status: 'running',
      vmtype: 'kvm',
    })),
    processes: [{ cmd: facts.passing.uptime, pid: 1, user: 'root' }],
    envs: [{ key: 'SECRET', val: facts.passing.uptime }],
  };
  return JSON.stringify({ action: 'inventory', deviceid: facts.deviceId, itemtype: 'Computer', content });
}

export const dialects = { glpi, fusionInventory, ocs } as const;
export type DialectName = keyof typeof dialects;
