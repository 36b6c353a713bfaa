import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CollectorWork, OperationCollector } from '../collector.ts';
import { pulse } from '../pulse.ts';
import { displaysIn, type Display } from './displays.ts';
import { People } from './people.ts';
import { ProcessTable } from './process-table.ts';

/** What a window may be called by: as it says itself, as it is shown, and as old programs say it. */
const names = ['_NET_WM_NAME', '_NET_WM_VISIBLE_NAME', 'WM_NAME'];
/** People log on and off; screens are looked for so often. */
const everyMs = 30_000;
const path = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Which window is worked in. */
export const windows: OperationCollector = {
  name: 'windows',
  details: ['change-active-window'],
  words:
    'The window that is worked in, when it changes: title and program, from X11 by xprop. Not under Wayland.',

  async lack({ root }) {
    const found = await stat(join(root, 'usr/bin/xprop')).catch(() => undefined);
    return found ? undefined : 'xprop is not installed (package x11-utils)';
  },

  async start(work) {
    const screens = new Map<string, () => void>();
    const stop = await pulse({ everyMs: everyMs * work.pace, log: work.log }, async () => {
      for (const display of await displaysIn(work.watched.root)) {
        const key = `${display.name} ${display.uid}`;
        if (!screens.has(key))
          screens.set(
            key,
            watch(display, work, () => screens.delete(key)),
          );
      }
    });
    return async () => {
      await stop();
      for (const end of screens.values()) end();
    };
  },
};

/** Until the screen is gone, which `onEnd` is told. */
function watch(display: Display, work: CollectorWork, onEnd: () => void): () => void {
  const [program, ...args] = asUser(display, ['-spy', '-root', '_NET_ACTIVE_WINDOW']);
  const child = spawn(program!, args, { env: { PATH: path }, stdio: ['ignore', 'pipe', 'ignore'] });
  let last = '';
  let told = Promise.resolve();
  child.once('error', onEnd);
  child.once('exit', onEnd);
  createInterface({ input: child.stdout }).on('line', line => {
    const window = /window id # (0x[0-9a-f]+)/.exec(line)?.[1];
    if (window === undefined || window === '0x0' || window === last) return;
    last = window;
    told = told
      .then(() => tell(window, display, work))
      .catch((error: unknown) => work.log.warn({ err: error }, 'a window could not be looked at'));
  });
  return () => child.kill();
}

async function tell(
  window: string,
  display: Display,
  { watched, record, now }: CollectorWork,
): Promise<void> {
  const time = now();
  const [program, ...args] = asUser(display, ['-id', window, ...names, '_NET_WM_PID']);
  const said = (await watched.run(program!, args)) ?? '';
  const title = titleIn(said);
  if (title === undefined) return;
  const pid = Number(/^_NET_WM_PID\(CARDINAL\) = (\d+)/m.exec(said)?.[1]);
  const process = pid > 0 ? await new ProcessTable(watched.root).look(pid) : undefined;
  record({
    time,
    detail: 'change-active-window',
    user: await new People(watched).nameOf(display.uid),
    windowTitle: title,
    ...(process && { process: process.name }),
  });
}

/** What xprop says of the name of a window. */
export function titleIn(said: string): string | undefined {
  const quoted = names
    .map(name => new RegExp(`^${name}\\(\\w+\\) = "(.*)"$`, 'm').exec(said)?.[1])
    .find(title => title !== undefined);
  // What its locale cannot show xprop writes as octal bytes.
  const bytes = quoted?.replace(
    /\\(["\\])|\\([0-7]{3})/g,
    (_, sign?: string, octal?: string) => sign ?? String.fromCharCode(parseInt(octal!, 8)),
  );
  if (bytes === undefined || bytes === '') return undefined;
  const isRaw = [...bytes].every(one => one.charCodeAt(0) < 256);
  return isRaw ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

/** Only its owner is let on to a screen. */
function asUser({ name, uid, gid, authority }: Display, args: readonly string[]): readonly string[] {
  const environment = [`DISPLAY=${name}`, ...(authority === undefined ? [] : [`XAUTHORITY=${authority}`])];
  const other = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const identity = process.getuid?.() === uid ? [] : other;
  return [...identity, 'env', ...environment, 'xprop', ...args];
}
