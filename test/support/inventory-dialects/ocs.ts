import type { Facts } from './facts.ts';
import { element, request, two, type Field } from './words.ts';

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
