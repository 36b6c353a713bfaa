import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Source } from '../../inventory/collector.ts';
import { isAtOrBelow } from '../paths.ts';
import type { Disks } from './disks.ts';

/** File systems on disks. Whatever else there is lies on another computer, in memory, or is made up by the kernel. */
const onDisk = new Set([
  ...['ext2', 'ext3', 'ext4', 'xfs', 'btrfs', 'bcachefs', 'zfs', 'f2fs', 'jfs', 'reiserfs'],
  ...['vfat', 'exfat', 'ntfs', 'ntfs3', 'fuseblk', 'hfsplus'],
]);

interface Mount {
  readonly path: string;
  readonly type: string;
  /** The disk, and which part of it is there. */
  readonly device: string;
  readonly part: string;
}

/** Out of the kernel's own table. Without it nothing is known to be local. */
export async function linuxDisks({ root }: Pick<Source, 'root'>): Promise<Disks> {
  const text = await readFile(join(root, 'proc/self/mountinfo'), 'utf8').catch(() => '');
  // Of several at one place the last hides the others.
  const byPath = new Map(
    text
      .split('\n')
      .flatMap(mountIn)
      .map(mount => [mount.path, mount]),
  );
  const all = [...byPath.values()];
  const local: Mount[] = [];
  for (const mount of all) {
    // The root of a container is put together of layers; elsewhere such are other containers.
    if (!onDisk.has(mount.type) && !(mount.type === 'overlay' && mount.path === '/')) continue;
    const there = ({ device, part }: Mount) => device === mount.device && isAtOrBelow(mount.part, part);
    if (!local.some(there)) local.push(mount);
  }
  return { local: local.map(({ path }) => path), mounts: new Set(byPath.keys()) };
}

/** `36 35 98:0 /part /where rw,noatime master:1 - ext3 /dev/root rw`; what parts fields is written in octal. */
function mountIn(line: string): Mount[] {
  const [before, after] = line.split(' - ');
  const [, , device, part, path] = (before ?? '').split(' ');
  const [type] = (after ?? '').split(' ');
  if (!device || part === undefined || path === undefined || !type) return [];
  return [{ device, part: plain(part), path: plain(path), type }];
}

const plain = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
