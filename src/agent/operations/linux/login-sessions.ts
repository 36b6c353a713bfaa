import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A session as logind knows it. */
export interface LoginSession {
  readonly id: string;
  readonly user: string;
  readonly uid: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Such as `:0`; undefined: it has no X11 display. */
  readonly display: string | undefined;
}

const sessionsFolder = 'run/systemd/sessions';

/** Sessions of people, none of services nor of the screen where they log on. Undefined where there is no logind. */
export async function loginSessions(root: string): Promise<readonly LoginSession[] | undefined> {
  const folder = join(root, sessionsFolder);
  const names = await readdir(folder).catch(() => undefined);
  if (!names) return undefined;
  const texts = await Promise.all(
    names
      // Beside each lies a pipe that ends with it.
      .filter(name => /^[A-Za-z0-9]+$/.test(name))
      .map(async id => ({ id, text: await readFile(join(folder, id), 'utf8').catch(() => '') })),
  );
  return texts.flatMap(({ id, text }) => {
    const value = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1];
    const [user, uid, since] = [value('USER'), Number(value('UID')), Number(value('REALTIME'))];
    if (!/^user/.test(value('CLASS') ?? '') || !user || !Number.isInteger(uid) || !(since > 0)) return [];
    return [{ id, user, uid, since: Math.floor(since / 1_000), display: value('DISPLAY') || undefined }];
  });
}
