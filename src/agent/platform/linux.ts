import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { accounts } from '../inventory/linux/accounts.ts';
import { packages } from '../inventory/linux/packages.ts';
import { protection } from '../inventory/linux/protection.ts';
import { installedIn } from './installed-in.ts';
import type { Perform, Platform } from './platform.ts';

const graceMinutes = 1;
/** Time to say that it is done before it is. */
const answerSeconds = 5;
const runtimeFolder = '/run/user';

export const linux: Platform = {
  collectors: [packages, accounts, protection],

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
    for (const uid of desktops()) shown.push(await notify(uid, text, perform));
    return shown.some(({ ok }) => ok);
  },
};

/** Users with a session bus. */
function desktops(): readonly string[] {
  try {
    return readdirSync(runtimeFolder).filter(uid => /^\d+$/.test(uid) && existsSync(busOf(uid)));
  } catch {
    return [];
  }
}

const busOf = (uid: string) => `${runtimeFolder}/${uid}/bus`;

/** As that user, because a session bus talks to nobody else. */
function notify(uid: string, text: string, perform: Perform): ReturnType<Perform> {
  const bus = `DBUS_SESSION_BUS_ADDRESS=unix:path=${busOf(uid)}`;
  const { gid } = statSync(`${runtimeFolder}/${uid}`);
  return perform('setpriv', [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    'env',
    bus,
    'notify-send',
    '--app-name=Muster',
    '--',
    'Muster',
    text,
  ]);
}
