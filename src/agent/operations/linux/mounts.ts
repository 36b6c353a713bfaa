import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { FileDriveType } from '../../../../domain/operation-logs/index.ts';

/** A file system and where it is found. */
export interface Mount {
  /** Whole path. */
  readonly at: string;
  readonly type: FileDriveType;
  /** Name of the disk, such as `sdb`, also where it is a part of it; undefined: it lies on none. */
  readonly disk: string | undefined;
}

const network = new Set(
  ['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', 'ncpfs', 'afs', 'ceph', '9p', 'davfs', 'fuse.davfs'].concat(
    ['glusterfs', 'sshfs', 'rclone', 'gvfsd-fuse', 's3fs', 'curlftpfs'].map(name => `fuse.${name}`),
  ),
);
const memory = new Set(['tmpfs', 'ramfs']);
const disc = new Set(['iso9660', 'udf']);
/** What the kernel shows of itself as files. */
const shown = new Set(
  [
    'proc sysfs devtmpfs devpts cgroup cgroup2 securityfs debugfs tracefs configfs pstore bpf',
    'mqueue hugetlbfs autofs binfmt_misc fusectl efivarfs rpc_pipefs nsfs overlay squashfs',
  ].flatMap(names => names.split(' ')),
);

/** The file systems where files of people can lie, as the kernel lists them. */
export async function mountsIn(root: string): Promise<readonly Mount[]> {
  const text = await readFile(join(root, 'proc/self/mountinfo'), 'utf8').catch(() => '');
  const mounts = await Promise.all(text.split('\n').map(line => mountIn(line, root)));
  return mounts.filter(mount => mount !== undefined);
}

/** The one a path lies on; undefined where no list was read. The last of several at one place hides the others. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let found: Mount | undefined;
  for (const mount of mounts)
    if (isWithin(path, mount.at) && mount.at.length >= (found?.at.length ?? 0)) found = mount;
  return found;
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

async function mountIn(line: string, root: string): Promise<Mount | undefined> {
  const [before = '', after = ''] = line.split(' - ');
  const [, , device = '', , at = ''] = before.split(' ');
  const [system = '', source = ''] = after.split(' ');
  if (at === '' || (shown.has(system) && at !== '/')) return undefined;
  const disk = await diskOf(device, unescaped(source), root);
  return { at: unescaped(at), type: await typeOf(system, disk, unescaped(source), root), disk };
}

async function typeOf(
  system: string,
  disk: string | undefined,
  source: string,
  root: string,
): Promise<FileDriveType> {
  if (network.has(system)) return 'network-drive';
  if (memory.has(system)) return 'ram-disk';
  if (disc.has(system) || (disk && /^sr\d/.test(disk))) return 'cd-rom';
  if (disk !== undefined) return (await isRemovable(disk, root)) ? 'removable-disk' : 'local-disk';
  const isLocal = system === 'overlay' || (source.startsWith('/dev/') && !system.startsWith('fuse'));
  return isLocal ? 'local-disk' : 'other';
}

/** File systems of several disks and of programs have a number of their own, and name what they lie on. */
async function diskOf(device: string, source: string, root: string): Promise<string | undefined> {
  const byNumber = await blockAt(join(root, 'sys/dev/block', device));
  return (
    byNumber ??
    (source.startsWith('/dev/') ? blockAt(join(root, 'sys/class/block', basename(source))) : undefined)
  );
}

/** Encrypted disks lie on others; more than so many layers nobody makes. */
const mostLayers = 4;

/** Name of a block device, or of the disk it is a part of or lies upon. */
async function blockAt(link: string, layers = mostLayers): Promise<string | undefined> {
  const path = await realpath(link).catch(() => undefined);
  if (path === undefined) return undefined;
  const [below] = await readdir(join(path, 'slaves')).catch(() => []);
  if (below !== undefined && layers > 0) return blockAt(join(path, 'slaves', below), layers - 1);
  const isPart = (await textOf(join(path, 'partition'))) !== undefined;
  return basename(isPart ? dirname(path) : path);
}

/** Whether it can be taken along: it says so, or is connected over USB, or is a card. */
export async function isRemovable(disk: string, root: string): Promise<boolean> {
  const folder = join(root, 'sys/class/block', disk);
  if ((await textOf(join(folder, 'removable'))) === '1') return true;
  if (disk.startsWith('mmcblk') && (await textOf(join(folder, 'device/type'))) === 'SD') return true;
  return (await realpath(folder).catch(() => '')).includes('/usb');
}

export async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').then(
    text => text.trim(),
    () => undefined,
  );
}

/** Spaces and the like stand as `\040`. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
}
