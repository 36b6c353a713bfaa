import { deflateSync } from 'node:zlib';
import type { Machine } from './machine.ts';

/** What goes over the wire for one report: the path, the headers of that agent and the compressed body. */
export interface WireReport {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** The machine's inventory as its agent would send it. */
export function reportOf(machine: Machine): WireReport {
  switch (machine.dialect) {
    case 'glpi':
      return {
        path: '/inventory',
        headers: {
          'content-type': 'application/x-compress-zlib',
          'user-agent': 'GLPI-Agent_v1.12',
          'glpi-agent-id': machine.agentId,
        },
        body: deflateSync(JSON.stringify(glpi(machine))),
      };
    case 'fusioninventory':
      return {
        path: '/inventory',
        headers: {
          'content-type': 'application/x-compress-zlib',
          'user-agent': 'FusionInventory-Agent_v2.6-3',
        },
        body: deflateSync(fusionInventory(machine)),
      };
    case 'ocs':
      return {
        path: '/ocsinventory',
        headers: {
          'content-type': 'application/x-compress',
          'user-agent': 'OCS-NG_unified_unix_agent_v2.10.0',
        },
        body: deflateSync(ocs(machine)),
      };
  }
}

const bootTime = (machine: Machine) =>
  `2026-11-${String(1 + (machine.day % 28)).padStart(2, '0')} 08:0${machine.day % 10}:00`;

function glpi(machine: Machine): unknown {
  return {
    action: 'inventory',
    deviceid: machine.deviceId,
    itemtype: 'Computer',
    content: {
      versionclient: 'GLPI-Agent_v1.12',
      hardware: {
        name: machine.hostName,
        uuid: machine.uuid,
        memory: machine.memory,
        chassis_type: 'Notebook',
        lastloggeduser: machine.user,
      },
      bios: {
        smanufacturer: machine.manufacturer,
        smodel: machine.model,
        ssn: machine.serialNumber,
        bversion: '1.22',
      },
      operatingsystem: {
        full_name: machine.os.name,
        version: machine.os.version,
        kernel_name: 'linux',
        kernel_version: machine.os.kernel,
        arch: 'x86_64',
        boot_time: bootTime(machine),
        timezone: { name: 'Asia/Tokyo', offset: '+0900' },
      },
      cpus: [
        {
          name: 'Intel(R) Core(TM) Ultra 5 135U',
          manufacturer: 'Intel',
          core: 12,
          thread: 14,
          speed: 4400,
          arch: 'x86_64',
        },
      ],
      networks: [
        {
          description: 'eth0',
          macaddr: machine.mac,
          ipaddress: machine.address,
          ipmask: '255.255.255.0',
          status: 'up',
          type: 'ethernet',
          virtualdev: false,
        },
      ],
      drives: [
        {
          type: '/',
          volumn: '/dev/nvme0n1p2',
          filesystem: 'ext4',
          total: machine.diskTotal,
          free: machine.diskFree,
        },
      ],
      storages: [
        {
          name: 'nvme0n1',
          type: 'disk',
          interface: 'NVME',
          disksize: machine.diskTotal,
          model: 'KXG8AZNV512G',
        },
      ],
      softwares: machine.packages.map(entry => ({
        name: entry.name,
        version: entry.version,
        arch: entry.architecture,
        from: 'deb',
        filesize: entry.size * 1024,
      })),
    },
  };
}

type Fields = Readonly<Record<string, string | number>>;
const element = (name: string, fields: Fields) =>
  `<${name}>${Object.entries(fields)
    .map(([key, value]) => `<${key}>${escapeXml(String(value))}</${key}>`)
    .join('')}</${name}>`;
const escapeXml = (text: string) =>
  text.replace(/[<>&]/g, c => (c === '<' ? '&lt;' : c === '>' ? '&gt;' : '&amp;'));

function request(machine: Machine, content: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>\n<REQUEST><CONTENT>${content.join('\n')}</CONTENT><DEVICEID>${machine.deviceId}</DEVICEID><QUERY>INVENTORY</QUERY></REQUEST>`;
}

function fusionInventory(machine: Machine): string {
  return request(machine, [
    element('HARDWARE', {
      NAME: machine.hostName,
      UUID: machine.uuid,
      MEMORY: machine.memory,
      CHASSIS_TYPE: 'Notebook',
      LASTLOGGEDUSER: machine.user,
      OSNAME: machine.os.name,
      OSVERSION: machine.os.kernel,
      VMSYSTEM: 'Physical',
    }),
    element('BIOS', {
      SMANUFACTURER: machine.manufacturer,
      SMODEL: machine.model,
      SSN: machine.serialNumber,
      BVERSION: '1.22',
    }),
    element('OPERATINGSYSTEM', {
      FULL_NAME: machine.os.name,
      VERSION: machine.os.version,
      KERNEL_NAME: 'linux',
      KERNEL_VERSION: machine.os.kernel,
      ARCH: 'x86_64',
      BOOT_TIME: bootTime(machine),
    }),
    element('CPUS', {
      NAME: 'Intel(R) Core(TM) Ultra 5 135U',
      MANUFACTURER: 'Intel',
      CORE: 12,
      THREAD: 14,
      SPEED: 4400,
      ARCH: 'x86_64',
    }),
    element('NETWORKS', {
      DESCRIPTION: 'eth0',
      MACADDR: machine.mac,
      IPADDRESS: machine.address,
      IPMASK: '255.255.255.0',
      STATUS: 'Up',
      TYPE: 'ethernet',
      VIRTUALDEV: 0,
    }),
    element('DRIVES', {
      TYPE: '/',
      VOLUMN: '/dev/nvme0n1p2',
      FILESYSTEM: 'ext4',
      TOTAL: machine.diskTotal,
      FREE: machine.diskFree,
    }),
    element('STORAGES', {
      NAME: 'nvme0n1',
      TYPE: 'disk',
      DISKSIZE: machine.diskTotal,
      MODEL: 'KXG8AZNV512G',
    }),
    ...machine.packages.map(entry =>
      element('SOFTWARES', {
        ARCH: entry.architecture,
        FILESIZE: entry.size * 1024,
        FROM: 'deb',
        NAME: entry.name,
        VERSION: entry.version,
      }),
    ),
    '<VERSIONCLIENT>FusionInventory-Agent_v2.6-3</VERSIONCLIENT>',
  ]);
}

function ocs(machine: Machine): string {
  return request(machine, [
    element('HARDWARE', {
      NAME: machine.hostName,
      UUID: machine.uuid,
      MEMORY: machine.memory,
      LASTLOGGEDUSER: machine.user,
      OSNAME: machine.os.name,
      OSVERSION: machine.os.version,
      OSCOMMENTS: machine.os.kernel,
      IPADDR: machine.address,
      DESCRIPTION: `x86_64/00-00-00 0${machine.day % 10}:31:13`,
      PROCESSORT: 'Intel(R) Core(TM) Ultra 5 135U',
      VMSYSTEM: 'Physical',
    }),
    element('BIOS', {
      SMANUFACTURER: machine.manufacturer,
      SMODEL: machine.model,
      SSN: machine.serialNumber,
      BVERSION: '1.22',
    }),
    element('CPUS', {
      TYPE: 'Intel(R) Core(TM) Ultra 5 135U',
      MANUFACTURER: 'Intel',
      CORES: 12,
      THREADS: 14,
      CPUARCH: 'x86_64',
    }),
    element('NETWORKS', {
      DESCRIPTION: 'eth0',
      MACADDR: machine.mac,
      IPADDRESS: machine.address,
      IPMASK: '255.255.255.0',
      STATUS: 'Up',
      TYPE: 'ether',
    }),
    element('DRIVES', {
      TYPE: '/',
      VOLUMN: '/dev/nvme0n1p2',
      FILESYSTEM: 'ext4',
      TOTAL: machine.diskTotal,
      FREE: machine.diskFree,
    }),
    element('STORAGES', { NAME: 'nvme0n1', TYPE: 'disk', DISKSIZE: machine.diskTotal }),
    ...machine.packages.map(entry =>
      element('SOFTWARES', {
        ARCHITECTURE: entry.architecture,
        COMMENTS: `${entry.name} for the simulated fleet`,
        FILESIZE: entry.size,
        FROM: 'deb',
        INSTALLDATE: '2026/01/10 08:00:00',
        NAME: entry.name,
        PUBLISHER: 'Debian',
        VERSION: entry.version,
      }),
    ),
    element('ACCOUNTINFO', { KEYNAME: 'TAG', KEYVALUE: 'FLEET' }),
  ]);
}
