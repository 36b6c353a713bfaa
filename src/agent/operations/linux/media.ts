import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { OperationRecord } from '../../../../domain/operation-logs/index.ts';
import type { OperationCollector } from '../collector.ts';
import { pulse } from '../pulse.ts';
import { diskFacts } from './device-facts.ts';
import { isRemovable, mountsIn, textOf, type Mount } from './mounts.ts';

const everyMs = 2_000;
/** Looks for which a medium that nobody mounts is waited for: desktops take a moment. */
const patience = 3;

type Said = Omit<OperationRecord, 'time' | 'detail'>;

interface Attached {
  looks: number;
  /** As it was recorded; undefined: it has not been yet. */
  said?: Said;
}

/** Media that come and go. */
export const media: OperationCollector = {
  name: 'media',
  details: ['attach-external-device', 'detach-external-device'],
  words:
    'Removable disks, cards and discs that are put in and taken out, with serial number, name and where they are mounted: by looking at /sys and the list of mounts every two seconds.',

  async lack({ root }) {
    const found = await disksIn(root);
    return found ? undefined : '/sys shows no disks';
  },

  async start({ watched: { root }, record, now, log, pace }) {
    const known = new Map<string, Attached>();
    let first = true;
    return pulse({ everyMs: everyMs * pace, log }, async () => {
      const mounts = await mountsIn(root);
      const there = await mediaIn(root, mounts);
      for (const [disk, { said }] of known) {
        if (there.has(disk)) continue;
        known.delete(disk);
        if (said) record({ time: now(), detail: 'detach-external-device', ...said });
      }
      for (const disk of there) {
        const attached = known.get(disk) ?? { looks: 0 };
        known.set(disk, attached);
        if (attached.said) continue;
        const mount = mounts.find(each => each.disk === disk);
        attached.looks++;
        if (!mount && attached.looks < patience && !first) continue;
        attached.said = await saidOf(disk, mount, root);
        // What was there already was attached at another time.
        if (!first) record({ time: now(), detail: 'attach-external-device', ...attached.said });
      }
      first = false;
    });
  },
};

async function saidOf(disk: string, mount: Mount | undefined, root: string): Promise<Said> {
  return {
    drive: /^sr\d/.test(disk) ? 'cd-rom' : 'removable-disk',
    ...(mount && { driveName: mount.at }),
    ...(await diskFacts(disk, root)),
  };
}

/** Disks that can be taken along and have a medium in them; of discs nobody knows before they are mounted. */
async function mediaIn(root: string, mounts: readonly Mount[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const disk of (await disksIn(root)) ?? []) {
    const isMounted = mounts.some(each => each.disk === disk);
    if (/^sr\d/.test(disk) ? isMounted : (await isRemovable(disk, root)) && (await hasMedium(disk, root)))
      found.add(disk);
  }
  return found;
}

async function hasMedium(disk: string, root: string): Promise<boolean> {
  return Number(await textOf(join(root, 'sys/class/block', disk, 'size'))) > 0;
}

/** Whole disks, by name. */
async function disksIn(root: string): Promise<readonly string[] | undefined> {
  return readdir(join(root, 'sys/block')).catch(() => undefined);
}
