import type { ItemReader } from './item-reader.ts';
import { named, rule, type ListRule } from './list-rule.ts';

const bytesPerMiB = 1_048_576;

function softwareSize(reader: ItemReader): number | undefined {
  const bytes = reader.number('filesize');
  return bytes ? Math.round((bytes / bytesPerMiB) * 100) / 100 : undefined;
}

/** OCS on Windows tells the width in bits where the others name an architecture. */
function softwareArchitecture(reader: ItemReader): string | undefined {
  const named = reader.text('arch');
  if (named) return named;
  const bits = reader.integer('bits');
  return bits === 64 ? 'x86_64' : bits === 32 ? 'i586' : undefined;
}

/** dpkg says `libc6:amd64` where packages of several architectures may be installed side by side. */
function withoutArchitecture(name: string, architecture: string | undefined): string {
  const suffix = `:${architecture}`;
  return architecture !== undefined && name.endsWith(suffix) && name.length > suffix.length
    ? name.slice(0, -suffix.length)
    : name;
}

/** `C:` for Windows, the mount point elsewhere, the device where neither is told. */
function mountOf(reader: ItemReader): string | undefined {
  const letter = reader.text('letter');
  const drive = letter && /^([A-Za-z]):[\\/]?$/.exec(letter);
  if (drive?.[1]) return `${drive[1].toUpperCase()}:`;
  const type = reader.text('type');
  return type?.startsWith('/') ? type : (letter ?? reader.text('volumn'));
}

/** Whether a virtual machine runs; hypervisors also say what it does this very second. */
const running = new Set(['running', 'blocked', 'idle', 'dying', 'started']);

function machineStatus(reader: ItemReader): string | undefined {
  const status = reader.lower('status');
  return status !== undefined && running.has(status) ? 'running' : status;
}

const encryptedWords: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['partially', true],
  ['no', false],
]);

function sortedNames(names: readonly string[]): string[] {
  const keyed = [...new Set(names)].map(name => [name.toLowerCase(), name] as const);
  return keyed.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)).map(([, name]) => name);
}

export const systemRules: Readonly<Record<string, ListRule>> = {
  softwares: rule('software', r =>
    named(r, ['name'], told => {
      const architecture = softwareArchitecture(r);
      const publisher = r.text('publisher');
      return {
        name: withoutArchitecture(told, architecture),
        version: r.text('version'),
        // OCS gives the home page of a package where others name its maker.
        publisher: publisher !== undefined && /^https?:\/\//i.test(publisher) ? undefined : publisher,
        architecture,
        source: r.lower('from'),
        installedOn: r.date('install_date'),
        size: softwareSize(r),
      };
    }),
  ),
  drives: rule('volumes', r => {
    const mount = mountOf(r);
    if (mount === undefined) return undefined;
    const device = r.text('volumn');
    return {
      mount,
      device: device !== mount && device?.startsWith('/') ? device : undefined,
      label: r.text('label'),
      fileSystem: r.lower('filesystem'),
      total: r.positive('total'),
      free: r.integer('free'),
      serialNumber: r.text('serial'),
      encrypted: encryptedWords.get(r.lower('encrypt_status') ?? ''),
    };
  }),
  local_users: rule('localUsers', r =>
    named(r, ['login', 'name'], name => {
      const fullName = r.text('name');
      return {
        name,
        id: r.text('id'),
        fullName: fullName === name ? undefined : fullName,
        home: r.text('home'),
        shell: r.text('shell'),
      };
    }),
  ),
  local_groups: rule('localGroups', r =>
    named(r, ['name'], name => ({ name, id: r.text('id'), members: sortedNames(r.texts('member')) })),
  ),
  virtualmachines: rule('virtualMachines', r =>
    named(r, ['name'], name => ({
      name,
      uuid: r.lower('uuid'),
      type: r.lower('vmtype'),
      subsystem: r.text('subsystem'),
      status: machineStatus(r),
      memory: r.positive('memory'),
      processors: r.positive('vcpu'),
    })),
  ),
  antivirus: rule('antivirus', r =>
    named(r, ['name'], name => ({
      name,
      version: r.text('version'),
      company: r.text('company'),
      enabled: r.boolean('enabled'),
      upToDate: r.boolean('uptodate'),
      definitions: r.text('base_version'),
    })),
  ),
  firewalls: rule('firewalls', r => {
    const status = r.lower('status');
    if (status === undefined) return undefined;
    return { name: r.text('description'), profile: r.text('profile'), status };
  }),
  remote_mgmt: rule('remoteManagement', r => {
    const id = r.text('id');
    const type = r.lower('type');
    return id && type ? { id, type } : undefined;
  }),
  licenseinfos: rule('licences', r =>
    named(r, ['name', 'fullname'], name => ({
      name,
      fullName: r.text('fullname'),
      productId: r.text('productid'),
      key: r.text('key'),
      components: r.text('components'),
    })),
  ),
  databases_services: rule('databases', r =>
    named(r, ['name'], name => ({
      name,
      version: r.text('version'),
      manufacturer: r.text('manufacturer'),
      type: r.text('type'),
      port: r.positive('port'),
    })),
  ),
  physical_volumes: rule('physicalVolumes', r =>
    named(r, ['device', 'pv_name'], name => ({
      name,
      format: r.text('format'),
      size: r.positive('size'),
      free: r.integer('free'),
    })),
  ),
  logical_volumes: rule('logicalVolumes', r =>
    named(r, ['lv_name'], name => ({ name, group: r.text('vg_name'), size: r.positive('size') })),
  ),
  volume_groups: rule('volumeGroups', r =>
    named(r, ['vg_name'], name => ({ name, size: r.positive('size'), free: r.integer('free') })),
  ),
};
