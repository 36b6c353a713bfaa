import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { accounts } from '../inventory/linux/accounts.ts';
import { packages } from '../inventory/linux/packages.ts';
import { protection } from '../inventory/linux/protection.ts';
import { linuxDisks } from '../search/disks/linux.ts';
import { linuxOperations } from '../operations/linux/collectors.ts';
import { installedIn } from './installed-in.ts';
import type { Perform, Platform } from './platform.ts';

const graceMinutes = 1;
/** Time to say that it is done before it is. */
const answerSeconds = 5;
const runtimeFolder = '/run/user';

export const linux: Platform = {
  collectors: [packages, accounts, protection],
  disks: linuxDisks,
  operations: linuxOperations,

  async power(act, perform) {
    const { ok, said } = await perform('shutdown', [act === 'restart' ? '-r' : '-P', `+${graceMinutes}`]);
    if (!ok) throw new Error(said);
  },

  /** A unit of its own: the one of the agent ends with everything that it has started. */
  async uninstall(data, perform) {
    const later = ['--collect', '--unit=muster-agent-removal', `--on-active=${answerSeconds}`];
    const home = installedIn();
    const script = [join(home, 'good/uninstall.sh'), '--home', home, '--data', data];
    const { ok, said } = await perform('systemd-run', [...later, 'sh', ...script]);
    if (!ok) throw new Error(said);
  },

  /** On every terminal, and on every desktop. */
  async show(text, perform) {
    const shown = [await perform('wall', [], `${text}\n`)];
    for (const uid of desktopsIn('/')) shown.push(await notify(uid, text, perform));
    return shown.some(({ ok }) => ok);
  },

  desktop: {
    async users({ root, run }) {
      const users = desktopsIn(root).map(async text => {
        const [name, , , group] = (await run('getent', ['passwd', text]))?.trim().split(':') ?? [];
        const uid = Number(text);
        return { uid, gid: Number(group ?? uid), name: name || text };
      });
      return Promise.all(users);
    },

    /** By the user's own service manager: a browser is no part of the agent, and knows its display from there. */
    async openPage({ uid, gid }, address, perform) {
      const command = ['systemd-run', '--user', '--collect', '--quiet', '--', 'xdg-open', address];
      const { ok } = await asUser(uid, gid, command, perform);
      return ok;
    },

    async isOwnedBy(uid, peerPort, port) {
      return ownersOf(readFileSync('/proc/net/tcp', 'utf8'), peerPort, port).includes(uid);
    },
  },
};

/** Users that hold the end at `peerPort` of connections to `port`, out of `/proc/net/tcp`. */
export function ownersOf(table: string, peerPort: number, port: number): readonly number[] {
  // 127.0.0.1 as the kernel writes it on machines of either byte order.
  const at = (end: number) => {
    const hex = end.toString(16).toUpperCase().padStart(4, '0');
    return [`0100007F:${hex}`, `7F000001:${hex}`];
  };
  const [own, other] = [at(peerPort), at(port)];
  return table.split('\n').flatMap(line => {
    const [, local = '', remote = '', , , , , uid] = line.trim().split(/\s+/);
    return own.includes(local) && other.includes(remote) ? [Number(uid)] : [];
  });
}

/** Users with a session bus. */
function desktopsIn(root: string): readonly string[] {
  const folder = join(root, runtimeFolder);
  try {
    return readdirSync(folder).filter(uid => /^\d+$/.test(uid) && existsSync(join(folder, uid, 'bus')));
  } catch {
    return [];
  }
}

function notify(uid: string, text: string, perform: Perform): ReturnType<Perform> {
  const { gid } = statSync(`${runtimeFolder}/${uid}`);
  const command = ['notify-send', '--app-name=Muster', '--', 'Muster', text];
  return asUser(Number(uid), gid, command, perform);
}

/** As that user, because a session bus talks to nobody else. */
function asUser(uid: number, gid: number, command: readonly string[], perform: Perform): ReturnType<Perform> {
  const folder = `${runtimeFolder}/${uid}`;
  const environment = [`XDG_RUNTIME_DIR=${folder}`, `DBUS_SESSION_BUS_ADDRESS=unix:path=${folder}/bus`];
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  return perform('setpriv', [...identity, 'env', ...environment, ...command]);
}
