import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Watched } from '../../collector.ts';
import { isWithin, type Mount } from '../mounts.ts';
import type { People } from '../people.ts';
import type { Root } from './tree.ts';

/** Where desktops and people mount what is not a part of the system. */
const mediaFolders = ['/media', '/run/media', '/mnt'];
const carried = new Set(['removable-disk', 'cd-rom', 'network-drive']);
const systems = ['/boot', '/usr', '/var', '/opt', '/efi'];

/** Homes of people: of accounts of the computer, and whatever else lies where homes do. */
export async function homesOf(watched: Watched, people: People): Promise<readonly Root[]> {
  const own = [...(await people.local()).values()].filter(
    ({ isPerson, home }) => isPerson && home.length > 1,
  );
  const common = join(watched.root, 'home');
  const others = await readdir(common, { withFileTypes: true }).catch(() => []);
  const paths = new Set([
    ...own.map(({ home }) => join(watched.root, home)),
    ...others.filter(each => each.isDirectory()).map(({ name }) => join(common, name)),
  ]);
  const real = await Promise.all([...paths].map(path => realpath(path).catch(() => path)));
  return [...new Set(real)].sort().map(path => ({ path, kind: 'home' }));
}

/** What is mounted and is no part of the system nor a home. */
export function mediaOf(mounts: readonly Mount[], homes: readonly Root[]): readonly Root[] {
  return mounts
    .filter(({ at, type }) => {
      const isSystem = at === '/' || systems.some(each => isWithin(at, each));
      const holdsHomes = homes.some(({ path }) => isWithin(path, at));
      return !isSystem && !holdsHomes && (carried.has(type) || mediaFolders.some(each => isWithin(at, each)));
    })
    .map(({ at }) => ({ path: at, kind: 'medium' }));
}
