import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ProcessTable } from './process-table.ts';

/** An X11 screen that somebody works at. */
export interface Display {
  /** Such as `:0`. */
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** File that lets programs on to it; undefined: none is needed, or the usual one in the home. */
  readonly authority: string | undefined;
}

const socketFolder = 'tmp/.X11-unix';

/** Screens there are, and of them those at which a program of a person runs. Wayland is none of them. */
export async function displaysIn(root: string): Promise<readonly Display[]> {
  const sockets = await readdir(join(root, socketFolder)).catch(() => []);
  const wanted = new Set(sockets.filter(name => /^X\d+$/.test(name)).map(name => `:${name.slice(1)}`));
  const found = new Map<string, Display>();
  if (wanted.size === 0) return [];
  const table = new ProcessTable(root);
  for (const pid of await table.pids()) {
    if (found.size === wanted.size) break;
    const variables = (await table.variables(pid)).split('\0');
    const value = (name: string) =>
      variables.find(each => each.startsWith(`${name}=`))?.slice(name.length + 1);
    const name = value('DISPLAY')?.replace(/\.\d+$/, '');
    const seen =
      name !== undefined && wanted.has(name) && !found.has(name) ? await table.look(pid) : undefined;
    if (name === undefined || !seen) continue;
    const { uid, gid } = seen;
    found.set(name, { name, uid, gid, authority: value('XAUTHORITY') });
  }
  return [...found.values()];
}
