import { win32 } from 'node:path';
import { accounts } from '../inventory/windows/accounts.ts';
import { protection } from '../inventory/windows/protection.ts';
import { software } from '../inventory/windows/software.ts';
import { Home } from '../update/home.ts';
import { windowsDisks } from '../search/disks/windows.ts';
import { installedIn } from './installed-in.ts';
import type { Platform } from './platform.ts';

const graceSeconds = 60;
const removalTask = 'Muster Agent removal';
/** How long a message waits to be closed. */
const shownSeconds = 24 * 3_600;

export const windows: Platform = {
  collectors: [software, accounts, protection],
  disks: windowsDisks,
  operations: [],
  desktop: null,

  async power(act, perform) {
    const how = act === 'restart' ? '/r' : '/s';
    const { ok, said } = await perform('shutdown.exe', [how, '/t', String(graceSeconds)]);
    if (!ok) throw new Error(said);
  },

  /** A task of its own, which the script removes with everything else. */
  async uninstall(data, perform) {
    const home = installedIn();
    const version = new Home(home).at('good');
    if (version === undefined) throw new Error(`${home} holds no version of the agent`);
    const script = win32.join(home, 'versions', version, 'uninstall.ps1');
    const run = `powershell.exe -NoProfile -ExecutionPolicy Bypass -File "${script}" -Folder "${home}" -Data "${data}"`;
    const task = ['/tn', removalTask];
    const once = ['/sc', 'once', '/st', '00:00', '/ru', 'SYSTEM', '/rl', 'highest', '/f'];
    for (const args of [
      ['/create', ...task, ...once, '/tr', run],
      ['/run', ...task],
    ]) {
      const { ok, said } = await perform('schtasks.exe', args);
      if (!ok) throw new Error(said);
    }
  },

  /** Before everybody who is signed in; Home editions of Windows have no `msg.exe`. */
  async show(text, perform) {
    const { ok } = await perform('msg.exe', ['*', `/TIME:${shownSeconds}`], text);
    return ok;
  },
};
