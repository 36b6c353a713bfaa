import { statSync } from 'node:fs';
import { join } from 'node:path';
import { accounts } from '../inventory/darwin/accounts.ts';
import { protection } from '../inventory/darwin/protection.ts';
import { software } from '../inventory/darwin/software.ts';
import { darwinDisks } from '../search/disks/darwin.ts';
import { installedIn } from './installed-in.ts';
import type { Platform } from './platform.ts';

const graceMinutes = 1;
/** Time to say that it is done before it is. */
const answerSeconds = 5;
const removalJob = 'org.muster.agent.removal';
const notice = [
  'on run argv',
  'display notification (item 1 of argv) with title "Muster"',
  'end run',
] as const;

export const darwin: Platform = {
  collectors: [software, accounts, protection],
  disks: darwinDisks,
  operations: [],
  desktop: null,

  async power(act, perform) {
    const { ok, said } = await perform('shutdown', [act === 'restart' ? '-r' : '-h', `+${graceMinutes}`]);
    if (!ok) throw new Error(said);
  },

  /** A job of its own: launchd ends with the agent's everything that it has started. */
  async uninstall(data, perform) {
    const home = installedIn();
    const script = [join(home, 'good/uninstall.sh'), '--home', home, '--data', data];
    const later = ['-c', `sleep ${answerSeconds}; exec sh "$@"`, 'sh', ...script];
    const { ok, said } = await perform('launchctl', ['submit', '-l', removalJob, '--', '/bin/sh', ...later]);
    if (!ok) throw new Error(said);
  },

  /** On every terminal, and on the desktop of whoever sits at it: as that user, for the desktop is theirs. */
  async show(text, perform) {
    const shown = [await perform('wall', [], `${text}\n`)];
    const uid = userAtDesktop();
    if (uid !== 0) {
      const script = notice.flatMap(line => ['-e', line]);
      shown.push(
        await perform('launchctl', [
          'asuser',
          String(uid),
          'sudo',
          '-u',
          `#${uid}`,
          'osascript',
          ...script,
          text,
        ]),
      );
    }
    return shown.some(({ ok }) => ok);
  },
};

/** 0: nobody is signed in there. */
function userAtDesktop(): number {
  return statSync('/dev/console', { throwIfNoEntry: false })?.uid ?? 0;
}
