import { mkdirSync } from 'node:fs';
import { supervise, type Ending, type LauncherPorts } from '../../src/agent/launcher/supervise.ts';
import { Home } from '../../src/agent/update/home.ts';
import { keepUpdateState, readUpdateState, type Update } from '../../src/agent/update/state.ts';
import { documentOf, releaseSigner } from '../support/agent-packages.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();
const update: Update = {
  sequence: 7,
  order: {
    kind: 'update',
    update: '0192f3a4-0000-7000-8000-0000000000e1',
    package: documentOf(Buffer.from('x'), '1.1.0', 'linux-x64', releaseSigner()),
    downgrade: false,
  },
  expiresAt: '2026-12-07T09:00:00.000Z',
  phase: 'trying',
  starts: 0,
  fault: null,
};

/** An installation with 1.0.0 that works and 1.1.0 that is to be tried. */
function trying(links = true): Home {
  const home = new Home(folder(), links);
  for (const version of ['1.0.0', '1.1.0']) mkdirSync(home.folderOf(version), { recursive: true });
  home.point('good', '1.0.0');
  home.point('current', '1.1.0');
  keepUpdateState(home, { update, bad: [] });
  return home;
}

/** What each version does when it is started; what was started, and the code of the launcher. */
async function launched(
  home: Home,
  behaviour: Readonly<Record<string, (asked: Promise<void>) => Promise<Ending>>>,
  more: Partial<LauncherPorts> = {},
) {
  const started: string[] = [];
  const code = await supervise({
    home,
    start(version) {
      started.push(version);
      let stop: () => void = () => undefined;
      const asked = new Promise<void>(resolve => (stop = resolve));
      return { ended: behaviour[version]!(asked), stop };
    },
    log: () => undefined,
    trialMs: 60_000,
    pauseMs: 0,
    stopping: new AbortController().signal,
    ...more,
  });
  return { started, code };
}

const ends =
  (code: number | null, said = '') =>
  async (): Promise<Ending> => ({ code, said });

test.each([{ links: true }, { links: false }])(
  'a version that ends three times before it has reported is given up for good (links: $links)',
  async ({ links }) => {
    const home = trying(links);
    const { started, code } = await launched(home, {
      '1.1.0': ends(1, 'Error: no such file'),
      '1.0.0': ends(0),
    });
    expect(started).toEqual(['1.1.0', '1.1.0', '1.1.0', '1.0.0']);
    expect(code).toBe(0);
    expect([home.at('current'), home.at('good')]).toEqual(['1.0.0', '1.0.0']);
    expect(readUpdateState(home)).toMatchObject({
      update: {
        phase: 'failed',
        fault: {
          code: 'UPDATE_CRASHED',
          detail: 'it ended 3 times, the last time with 1: Error: no such file',
        },
      },
      bad: [update.order.package.sha256],
    });
  },
);

test('one that runs and does not report is ended and given up', async () => {
  const home = trying();
  const { started } = await launched(
    home,
    {
      '1.1.0': async asked => {
        await asked;
        return { code: 0, said: '' };
      },
      '1.0.0': ends(0),
    },
    { trialMs: 20 },
  );
  expect(started).toEqual(['1.1.0', '1.0.0']);
  expect(readUpdateState(home).update?.fault?.code).toBe('UPDATE_SILENT');
});

test('one that has reported stays, and its end is the launcher’s', async () => {
  const home = trying();
  const { started, code } = await launched(home, {
    '1.1.0': async () => {
      home.point('good', '1.1.0');
      keepUpdateState(home, { update: null, bad: [] });
      return { code: 5, said: '' };
    },
  });
  expect({ started, code, good: home.at('good') }).toEqual({ started: ['1.1.0'], code: 5, good: '1.1.0' });
});

test('a computer that goes down with the new version each time is left with the old one', async () => {
  const home = trying();
  keepUpdateState(home, { update: { ...update, starts: 3 }, bad: [] });
  expect((await launched(home, { '1.0.0': ends(0) })).started).toEqual(['1.0.0']);
  expect(readUpdateState(home).bad).toHaveLength(1);
});

test('a launcher that ended while it went back goes back when it starts again', async () => {
  const home = trying();
  const fault = { code: 'UPDATE_CRASHED', detail: '' };
  keepUpdateState(home, { update: { ...update, phase: 'failed', fault }, bad: [] });
  expect((await launched(home, { '1.0.0': ends(0) })).started).toEqual(['1.0.0']);
  expect(home.at('current')).toBe('1.0.0');
});

test('a version that ends for another is followed by that', async () => {
  const home = trying();
  home.point('current', '1.0.0');
  keepUpdateState(home, { update: null, bad: [] });
  const { started } = await launched(home, {
    '1.0.0': async () => {
      home.point('current', '1.1.0');
      return { code: 10, said: '' };
    },
    '1.1.0': ends(0),
  });
  expect(started).toEqual(['1.0.0', '1.1.0']);
});

test('told to stop it stops what runs, also on trial, and counts that as no crash', async () => {
  const home = trying();
  const stopping = new AbortController();
  const { started, code } = await launched(
    home,
    {
      '1.1.0': async asked => {
        stopping.abort();
        await asked;
        return { code: 0, said: '' };
      },
    },
    { stopping: stopping.signal },
  );
  expect({ started, code }).toEqual({ started: ['1.1.0'], code: 0 });
  expect(readUpdateState(home)).toMatchObject({ update: { phase: 'trying' }, bad: [] });
});
