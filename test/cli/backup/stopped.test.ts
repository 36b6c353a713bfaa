import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { openSqliteEventStore } from '../../../adapters/event-store/sqlite.ts';
import { manifestName, withChecksum, type BackupManifest } from '../../../src/cli/backup/manifest.ts';
import { exitCodes } from '../../../src/cli/exit-codes.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { eventsAt, logOf, manifestOf, tokenFor } from '../../support/installation.ts';
import { muster, startServer } from '../../support/programs.ts';

const folder = temporaryFolders();

describe('a backup of a stopped store', () => {
  let data: string;
  let backup: string;
  beforeAll(async () => {
    data = join(folder(), 'data');
    await (await startServer(data)).stop();
    const token = await tokenFor(data);
    expect(token).toMatch(/^mse_/);
    const imported = await muster(
      ['inventory', 'import', 'test/samples/inventory/fusioninventory-2.6-debian12-184sw.xml'],
      { MUSTER_DATA: data },
    );
    expect(imported.code).toBe(exitCodes.done);
    backup = join(folder(), 'backup');
    const { code, out } = await muster(['backup', 'create', backup], { MUSTER_DATA: data });
    expect([code, out]).toEqual([exitCodes.done, expect.stringContaining('the log up to position')]);
  });

  /** A copy of the backup that a test may spoil. */
  function spoiled(spoil: (backup: string) => void): string {
    const copy = join(folder(), 'backup');
    cpSync(backup, copy, { recursive: true });
    spoil(copy);
    return copy;
  }

  test('CLI-070 is restored into an empty folder as the same events', async () => {
    const target = folder();
    const { code } = await muster(['backup', 'restore', backup], { MUSTER_DATA: target });
    expect(code).toBe(exitCodes.done);
    expect(await eventsAt(logOf(target))).toEqual(await eventsAt(logOf(data)));
  });

  test('checking it leaves nothing in it', async () => {
    const before = readdirSync(backup);
    expect((await muster(['backup', 'verify', backup], {})).code).toBe(exitCodes.done);
    expect(readdirSync(backup)).toEqual(before);
  });

  test.each<[string, (backup: string) => void, string]>([
    ['a changed byte', path => flip(join(path, 'events.db'), 9_000), 'events.db is not what was backed up'],
    ['a missing file', path => rmSync(join(path, 'bodies.db')), 'bodies.db is missing'],
    [
      'a cut file',
      path =>
        writeFileSync(
          join(path, 'credentials.db'),
          readFileSync(join(path, 'credentials.db')).subarray(0, 4096),
        ),
      'credentials.db has 4096 bytes instead of',
    ],
    [
      'bodies of another backup, with their right hash',
      path => forge(path, 'bodies', { from: 'presence' }),
      'bodies.db',
    ],
  ])('CLI-070 with %s neither verifies nor is restored', async (_, spoil, line) => {
    const copy = spoiled(spoil);
    const target = join(folder(), 'restored');
    const verify = await muster(['backup', 'verify', copy], {});
    expect([verify.code, verify.err]).toEqual([exitCodes.partly, expect.stringContaining(line)]);
    const restore = await muster(['restore', copy, '--to', target], {});
    expect([restore.code, restore.err]).toEqual([exitCodes.format, expect.stringContaining(line)]);
    expect([existsSync(target), existsSync(`${target}.part`)]).toEqual([false, false]);
  });

  test.each<[string, (backup: string) => void, number, string]>([
    [
      'without a manifest',
      path => rmSync(join(path, manifestName)),
      exitCodes.noBackup,
      'no finished backup',
    ],
    [
      'whose manifest cannot be read',
      path => {
        rmSync(join(path, manifestName));
        mkdirSync(join(path, manifestName));
      },
      exitCodes.write,
      'cannot be read',
    ],
    [
      'of a newer format',
      path => rewrite(path, manifest => ({ ...manifest, formatVersion: 3, novelty: true })),
      exitCodes.otherVersion,
      'format 3',
    ],
    [
      'whose manifest was edited',
      path => rewrite(path, manifest => ({ ...manifest, begunAt: '2020-01-01T00:00:00.000Z' })),
      exitCodes.format,
      'is damaged',
    ],
  ])('CLI-070 a folder %s is refused in one line', async (_, spoil, code, line) => {
    const copy = spoiled(spoil);
    const target = join(folder(), 'restored');
    for (const args of [
      ['backup', 'verify', copy],
      ['restore', copy, '--to', target],
    ]) {
      const outcome = await muster(args, {});
      expect([outcome.code, outcome.err]).toEqual([code, expect.stringContaining(line)]);
      expect(outcome.err.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(existsSync(target)).toBe(false);
  });

  test('takes no folder that is in use, and none that does not exist', async () => {
    const used = folder();
    writeFileSync(join(used, 'mine'), 'mine');
    const here = { MUSTER_DATA: data };
    expect(await muster(['backup', used], here)).toMatchObject({ code: exitCodes.exists });
    expect(await muster(['backup', join(data, 'none', 'b')], here)).toMatchObject({ code: exitCodes.folder });
    expect(await muster(['restore', backup, '--to', used], {})).toMatchObject({ code: exitCodes.folder });
    expect(await muster(['restore', backup, '--to', data], {})).toMatchObject({ code: exitCodes.folder });
    expect(await muster(['restore', join(used, 'none')], here)).toMatchObject({ code: exitCodes.folder });
    expect(await muster(['backup', join(used, 'b')], { MUSTER_DATA: used })).toMatchObject({
      code: exitCodes.notSetUp,
    });
    expect(readdirSync(used)).toEqual(['mine']);
  });

  test('of a log whose key was lost once is restored when that key is named', async () => {
    const lost = join(folder(), 'data');
    cpSync(data, lost, { recursive: true });
    for (const part of ['', '-wal', '-shm']) rmSync(join(lost, `credentials.db${part}`), { force: true });
    const server = await startServer(lost);
    const keys = async () =>
      (await eventsAt(logOf(lost))).filter(({ type }) => type === 'LedgerKeyIntroduced').length;
    while ((await keys()) < 2) await new Promise(resolve => setTimeout(resolve, 50));
    await server.stop();
    const copy = join(folder(), 'backup');
    expect((await muster(['backup', copy], { MUSTER_DATA: lost })).code).toBe(exitCodes.done);
    const target = join(folder(), 'restored');
    const refused = await muster(['restore', copy, '--to', target], {});
    expect([refused.code, refused.err]).toEqual([
      exitCodes.format,
      expect.stringContaining('was not signed by the one before it'),
    ]);
    const introduced = (await eventsAt(logOf(lost))).findLast(({ type }) => type === 'LedgerKeyIntroduced')!;
    const { keyId } = introduced.data as { keyId: string };
    expect((await muster(['backup', 'verify', copy, '--trust', keyId], {})).code).toBe(exitCodes.done);
    expect((await muster(['restore', copy, '--to', target, '--trust', keyId], {})).code).toBe(exitCodes.done);
    expect(await eventsAt(logOf(target))).toEqual(await eventsAt(logOf(lost)));
  });

  test('TRB-078 a folder without the rights is told in one line', async () => {
    const open = folder();
    chmodSync(open, 0o755);
    cpSync(backup, join(open, 'backup'), { recursive: true });
    cpSync(data, join(open, 'data'), { recursive: true });
    spawnSync('chmod', ['-R', 'a+rwX', open]);
    const locked = lockedFolder();
    const line = (path: string, after: string) => ({
      code: exitCodes.write,
      err: `muster: ${path} cannot be read or written (EACCES). ${after}\n`,
    });
    expect(asNobody('restore', join(open, 'backup'), '--to', join(locked, 'r'))).toEqual(
      line(join(locked, 'r.part'), 'Nothing was left behind.'),
    );
    expect(
      asNobody('migrate', '--from', join(open, 'data'), '--to', `sqlite:${join(locked, 'm', 'events.db')}`),
    ).toEqual(line(join(locked, 'm'), 'Run the same command again; it goes on where it was.'));
    chmodSync(join(open, 'backup', manifestName), 0);
    expect(asNobody('backup', 'verify', join(open, 'backup'))).toEqual(
      line(join(open, 'backup', manifestName), 'Nothing was written.'),
    );
    expect(readdirSync(locked)).toEqual([]);
  });

  test.each([
    ['MUSTER_EVENTS', 'esdb://127.0.0.1:9?tls=false'],
    ['MUSTER_READ', 'mongodb://127.0.0.1:9/muster'],
  ])('says that what lies on a server is backed up there: %s', async (name, address) => {
    const outcome = await muster(['backup', join(folder(), 'b')], { MUSTER_DATA: data, [name]: address });
    expect([outcome.code, outcome.err]).toEqual([exitCodes.syntax, expect.stringContaining(name)]);
  });

  test('TRB-076 killed in the middle has neither name nor manifest, and the next run takes its place', async () => {
    const large = join(folder(), 'data');
    cpSync(data, large, { recursive: true });
    await grow(join(large, 'events.db'));
    const target = join(folder(), 'backup');
    const child = spawn(process.execPath, ['src/cli/main.ts', 'backup', target], {
      env: { PATH: process.env['PATH'], MUSTER_DATA: large },
      stdio: 'ignore',
    });
    const ended = once(child, 'close');
    while (!existsSync(join(`${target}.part`, 'events.db')) && child.exitCode === null)
      await new Promise(resolve => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await ended;
    expect([existsSync(target), existsSync(join(`${target}.part`, manifestName))]).toEqual([false, false]);
    expect(await muster(['backup', 'verify', `${target}.part`], {})).toMatchObject({
      code: exitCodes.noBackup,
    });
    expect(await muster(['backup', target], { MUSTER_DATA: large })).toMatchObject({ code: exitCodes.done });
    expect([existsSync(target), existsSync(`${target}.part`)]).toEqual([true, false]);
  });

  const canMount = spawnSync('unshare', ['--mount', 'true']).status === 0;
  (canMount ? test : test.skip)(
    'CLI-068 a disk without room is told in one line, nothing is left',
    async () => {
      const mounted = join(folder(), 'small');
      mkdirSync(mounted);
      const main = join(process.cwd(), 'src/cli/main.ts');
      const script = [
        `mount -t tmpfs -o size=48k tmpfs ${mounted}`,
        `MUSTER_DATA=${data} ${process.execPath} ${main} backup ${mounted}/b; echo "backup $?"`,
        `${process.execPath} ${main} restore ${backup} --to ${mounted}/r; echo "restore $?"`,
        `ls -A ${mounted}`,
      ].join('\n');
      const { stdout, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', script], { encoding: 'utf8' });
      expect(stdout).toBe(`backup ${exitCodes.noRoom}\nrestore ${exitCodes.write}\n`);
      expect(stderr.match(/MB are needed. Nothing was written\./g)).toHaveLength(2);
    },
  );
});

/** One that root may not write either, for the command is run as nobody then. */
function lockedFolder(): string {
  const locked = folder();
  chmodSync(locked, 0o555);
  return locked;
}

/** `muster …` as a user without rights; tests may run as root. */
function asNobody(...args: string[]): { readonly code: number | null; readonly err: string } {
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const { status, stderr } = spawnSync(process.execPath, ['src/cli/main.ts', ...args], {
    ...user,
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
  });
  return {
    code: status,
    err: stderr
      .split('\n')
      .filter(line => !/^\w[\w ]+: \d+ of/.test(line))
      .join('\n'),
  };
}

function flip(file: string, at: number): void {
  const byte = readFileSync(file)[at]!;
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, Uint8Array.of(byte ^ 0xff), 0, 1, at);
  closeSync(descriptor);
}

function rewrite(backup: string, change: (manifest: BackupManifest) => object): void {
  writeFileSync(join(backup, manifestName), JSON.stringify(change(manifestOf(backup))));
}

/** Puts one file of the backup in the place of another, hash and all. */
function forge(backup: string, holds: string, { from }: { from: string }): void {
  cpSync(join(backup, `${from}.db`), join(backup, `${holds}.db`));
  const { checksum: _, ...manifest } = manifestOf(backup);
  const other = manifest.files.find(file => file.holds === from)!;
  const files = manifest.files.map(file =>
    file.holds === holds ? { ...file, bytes: other.bytes, sha256: other.sha256 } : file,
  );
  writeFileSync(join(backup, manifestName), JSON.stringify(withChecksum({ ...manifest, files })));
}

/** To some hundred megabytes, so that copying it takes longer than it takes to see that it began. */
async function grow(file: string): Promise<void> {
  const store = await openSqliteEventStore(file);
  const data = { text: 'x'.repeat(4_000_000) };
  for (let index = 0; index < 60; index++)
    await store.append(`ballast-${index}`, 'none', [
      {
        id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        type: 'Ballast',
        schemaVersion: 1,
        at: '2026-12-30T00:00:00.000Z',
        actor: 'system:test',
        correlationId: 'test',
        causationId: null,
        data,
      },
    ]);
  await store.close();
}
