import { generateKeyPairSync } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { hostMode } from '../browser/host.ts';
import { packExtension } from '../browser/package.ts';
import { Shelf } from '../browser/shelf.ts';
import { UserSockets } from '../browser/sockets.ts';
import { tellOf } from '../browser/tell.ts';
import type { CollectorWork, Kept, OperationCollector } from '../collector.ts';
import { pulse } from '../pulse.ts';
import { browsersLack, manageBrowsers, releaseBrowsers } from './browsers.ts';
import { displaysIn } from './displays.ts';
import { loginSessions } from './login-sessions.ts';
import { mountOf, mountsIn } from './mounts.ts';
import { People } from './people.ts';

/** People log on and off; browsers look for their socket as often. */
const usersEveryMs = 10_000;
const restMs = 500;
/** Messages that are being looked at; more wait for nobody. */
const mostAtOnce = 500;

const KeptBrowser = z.object({ privateKey: z.string(), port: z.int().min(0).max(65_535) });

/** Pages that are opened, files that are sent and fetched. */
export const browser: OperationCollector = {
  name: 'browser',
  details: ['web-access', 'web-upload', 'web-download'],
  words:
    'Pages that are opened (address, title), files that are sent (name, size, address) and fetched: by an extension that a policy has Chromium, Chrome and Edge install. Not in private windows, not what pages and files hold; the path of a sent file is found by name and size among the files that are watched.',

  async lack({ root }) {
    return browsersLack(root);
  },

  async start(work) {
    const { watched, kept, log, now, pace, wanted } = work;
    const { root } = watched;
    const own = keptBrowser(kept);
    const extension = await packExtension(own);
    const shelf = new Shelf(extension);
    const port = await shelf.open(own.port);
    if (port !== own.port) kept.keep({ ...own, port });
    const folder = join(root, 'run/muster-agent/browser');
    const command = [process.execPath, process.argv[1]!, hostMode, folder];
    const { id } = extension;
    const { managed, left } = await manageBrowsers({ id, updateAddress: shelf.updateAddress, command }, root);
    log.info({ managed, id }, 'browsers have the extension');
    for (const [name, reason] of Object.entries(left))
      log.warn({ browser: name, reason }, 'the extension cannot be installed by policy');
    const order = { wanted: this.details.filter(detail => wanted.has(detail)) };
    const sockets = new UserSockets({ folder, order, log, now, heard: listener(work) });
    const stop = await pulse({ everyMs: usersEveryMs * pace, log }, async () => {
      await sockets.follow(await usersIn(root));
    });
    return async () => {
      await stop();
      sockets.close();
      shelf.close();
    };
  },

  async withdraw({ root }) {
    await releaseBrowsers(root);
  },
};

/** The key of the extension is made once: browsers know it by that. */
function keptBrowser(kept: Kept): z.infer<typeof KeptBrowser> {
  const known = KeptBrowser.safeParse(kept.read()).data;
  if (known) return known;
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const made = { privateKey, port: 0 };
  kept.keep(made);
  return made;
}

function listener({ watched, known, wanted, now, pace, record, log }: CollectorWork) {
  const people = new People(watched);
  const ports = {
    known,
    wanted,
    now,
    record,
    driveOf: async (path: string) => mountOf(path, await mountsIn(watched.root))?.type ?? 'other',
    rest: () => wait(restMs * pace, undefined, { ref: false }),
  };
  let atOnce = 0;
  return (uid: number, message: unknown): void => {
    if (atOnce >= mostAtOnce) return;
    atOnce++;
    people
      .nameOf(uid)
      .then(user => tellOf(message, user, ports))
      .then(isMessage => {
        if (!isMessage) log.warn({ uid }, 'a browser said what is no message of the extension');
      })
      .catch((error: unknown) => log.warn({ err: error }, 'what a browser said could not be looked at'))
      .finally(() => atOnce--);
  };
}

/** Whoever may have a browser open: users with a session, a desktop or a screen. */
async function usersIn(root: string): Promise<ReadonlySet<number>> {
  const desktops = join(root, 'run/user');
  const names = await readdir(desktops).catch(() => [] as string[]);
  const owners = await Promise.all(
    names.filter(name => /^\d+$/.test(name)).map(name => stat(join(desktops, name)).catch(() => undefined)),
  );
  const sessions = (await loginSessions(root)) ?? [];
  const screens = await displaysIn(root);
  return new Set([
    ...owners.flatMap(owner => (owner ? [owner.uid] : [])),
    ...[...sessions, ...screens].map(({ uid }) => uid),
  ]);
}
