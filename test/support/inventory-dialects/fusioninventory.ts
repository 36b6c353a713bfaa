import type { Facts } from './facts.ts';
import { element, request, two, type Field } from './words.ts';

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
