import type { Source } from '../../inventory/collector.ts';
import type { Disks } from './disks.ts';

/** The volume of the user's data is seen at `/` already: links of the file system itself lead into it. */
const again = '/System/Volumes/';
const onDisk = new Set(['apfs', 'hfs', 'msdos', 'exfat', 'ntfs']);

/** Out of what `mount` says: `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)`. */
export async function darwinDisks({ run }: Pick<Source, 'run'>): Promise<Disks> {
  const lines = ((await run('/sbin/mount', [])) ?? '').split('\n');
  const all = lines.flatMap(line => {
    const found = /^.+ on (\/.*) \(([^()]*)\)$/.exec(line);
    if (!found) return [];
    const [type = '', ...options] = found[2]!.split(', ');
    return [{ path: found[1]!, isLocal: onDisk.has(type) && options.includes('local') }];
  });
  return {
    local: all.filter(({ path, isLocal }) => isLocal && !path.startsWith(again)).map(({ path }) => path),
    mounts: new Set(all.map(({ path }) => path)),
  };
}
