import { accounts } from '../inventory/windows/accounts.ts';
import { protection } from '../inventory/windows/protection.ts';
import { software } from '../inventory/windows/software.ts';
import type { Platform } from './platform.ts';

const graceSeconds = 60;
/** How long a message waits to be closed. */
const shownSeconds = 24 * 3_600;

export const windows: Platform = {
  collectors: [software, accounts, protection],

  async power(act, perform) {
    const how = act === 'restart' ? '/r' : '/s';
    const { ok, said } = await perform('shutdown.exe', [how, '/t', String(graceSeconds)]);
    if (!ok) throw new Error(said);
  },

  /** Before everybody who is signed in; Home editions of Windows have no `msg.exe`. */
  async show(text, perform) {
    const { ok } = await perform('msg.exe', ['*', `/TIME:${shownSeconds}`], text);
    return ok;
  },
};
