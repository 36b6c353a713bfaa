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
