import type { Facts } from './facts.ts';
import { two } from './words.ts';

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
