import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packTar } from '../../../src/agent/archive/tar.ts';
import { packZip } from '../../../src/agent/archive/zip.ts';
import { files } from '../../../src/agent/operations/linux/files/files.ts';
import { Tree } from '../../../src/agent/operations/linux/files/tree.ts';
import { isInstalled } from '../../support/installed.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { hasProcesses, WatchedComputer } from '../../support/watched-computer.ts';

const folder = temporaryFolders();
/** The computer is watched meanwhile. */
const run = promisify(execFile);
const pace = 0.2;
const onLinux = hasProcesses ? describe : describe.skip;
if (!hasProcesses) console.warn('skipped: what happens to files is seen on Linux only');

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 32);

onLinux('what becomes of files', () => {
  const computer = new WatchedComputer(folder()).withProcesses();
  const at = (...names: string[]) => join(computer.home, ...names);
  beforeAll(async () => {
    mkdirSync(at('papers'));
    writeFileSync(at('papers/plan.odt'), 'the plan');
    mkdirSync(at('rows'));
    for (let row = 10; row < 50; row++) writeFileSync(at('rows', `${row}`), `row ${row}`);
    await computer.start(files, pace);
  });
  afterAll(() => computer.stop());

  test.each(['zip', 'tar.gz'])('LOG-004, LOG-024: a file that goes into an archive (%s)', async kind => {
    const packed = kind === 'zip' ? packZip : packTar;
    const [one, other] = ['one', 'other'].map(name => at(`papers/${name}-${kind}.txt`)) as [string, string];
    writeFileSync(one, `the first for ${kind}`);
    writeFileSync(other, `the second for ${kind}`);
    await computer.recorded({ detail: 'create-file', file: other });
    const entries = [one, other].map(path => ({
      path: `papers/${path.slice(path.lastIndexOf('/') + 1)}`,
      executable: false,
      bytes: readFileSync(path),
    }));
    const unknown = { path: 'unknown.txt', executable: false, bytes: Buffer.from('nobody has it') };
    const parts: Uint8Array[] = [];
    for await (const part of packed([...entries, unknown])) parts.push(part);
    const archive = at(`all-${kind}`);
    writeFileSync(archive, Buffer.concat(parts));
    const record = await computer.recorded({ detail: 'copy-file', destination: archive });
    expect(record.files).toEqual([one, other]);
    expect(record.content).toBe(createHash('sha256').update(Buffer.concat(parts)).digest('hex').slice(0, 32));
    // As large, but another.
    writeFileSync(archive, Buffer.concat(parts).fill(0, 40));
    writeFileSync(at(`none-${kind}`), Buffer.concat(parts).subarray(0, 60));
    await computer.recorded({ detail: 'create-file', file: at(`none-${kind}`) });
  });

  test('LOG-004: creating, copying, renaming, moving and deleting a file', async () => {
    writeFileSync(at('letter.txt'), 'dear all');
    expect(await computer.recorded({ detail: 'create-file' })).toMatchObject({
      file: at('letter.txt'),
      size: 8,
      content: digest('dear all'),
      fileDrive: expect.stringMatching(/^(local-disk|ram-disk)$/),
      user: expect.any(String),
      fileCreated: expect.any(Number),
    });
    cpSync(at('papers/plan.odt'), at('copy.odt'));
    expect(await computer.recorded({ detail: 'copy-file' })).toMatchObject({
      file: at('papers/plan.odt'),
      destination: at('copy.odt'),
      content: digest('the plan'),
      originalCreated: expect.any(Number),
    });
    renameSync(at('copy.odt'), at('copy 2.odt'));
    const renamed = { detail: 'rename-file', file: at('copy.odt'), destination: at('copy 2.odt') };
    expect(await computer.recorded({ detail: 'rename-file' })).toMatchObject(renamed);
    renameSync(at('copy 2.odt'), at('papers/copy 2.odt'));
    expect(await computer.recorded({ detail: 'move-file' })).toMatchObject({
      file: at('copy 2.odt'),
      destination: at('papers/copy 2.odt'),
    });
    unlinkSync(at('papers/copy 2.odt'));
    expect(await computer.recorded({ detail: 'delete-file' })).toMatchObject({
      file: at('papers/copy 2.odt'),
      content: digest('the plan'),
    });
    expect(computer.records).toEqual([]);
  });

  test('LOG-004: the same with folders; what is in them goes with them', async () => {
    mkdirSync(at('new'));
    expect(await computer.recorded({ detail: 'create-folder' })).toMatchObject({ file: at('new') });
    cpSync(at('papers'), at('new/papers'), { recursive: true });
    await computer.recorded({ detail: 'copy-file', destination: at('new/papers/plan.odt') });
    expect(await computer.recorded({ detail: 'copy-folder' })).toMatchObject({
      file: at('papers'),
      destination: at('new/papers'),
    });
    renameSync(at('new'), at('old'));
    expect(await computer.recorded({ detail: 'rename-folder' })).toMatchObject({ destination: at('old') });
    renameSync(at('old/papers'), at('papers 2'));
    expect(await computer.recorded({ detail: 'move-folder' })).toMatchObject({
      file: at('old/papers'),
      destination: at('papers 2'),
    });
    rmSync(at('papers 2'), { recursive: true });
    await computer.recorded({ detail: 'delete-file', file: at('papers 2/plan.odt') });
    await computer.recorded({ detail: 'delete-folder', file: at('papers 2') });
    expect(computer.records).toEqual([]);
  });

  test('what programs do to save a file is nothing that somebody did to files', async () => {
    const plan = at('papers/plan.odt');
    writeFileSync(`${plan}.tmp`, 'a better plan');
    renameSync(`${plan}.tmp`, plan);
    renameSync(plan, `${plan}~`);
    writeFileSync(plan, 'the best plan');
    unlinkSync(`${plan}~`);
    writeFileSync(at('.hidden'), 'of a program');
    appendFileSync(at('letter.txt'), ', and everybody');
    mkdirSync(at('after'));
    await computer.recorded({ detail: 'create-folder', file: at('after') });
    writeFileSync(at('after/all'), '');
    expect(await computer.recorded({ detail: 'create-file' })).toMatchObject({ file: at('after/all') });
    expect(computer.records).toEqual([]);
  });

  test('a file that is as large as another is no copy of it', async () => {
    writeFileSync(at('one'), 'abcdef');
    writeFileSync(at('other'), 'abcdeg');
    await computer.recorded({ detail: 'create-file', file: at('one') });
    await computer.recorded({ detail: 'create-file', file: at('other') });
  });

  test('a copy that is written into a file that is there, and one that is too large to be read as a whole', async () => {
    writeFileSync(at('papers/one'), 'something else');
    await computer.recorded({ detail: 'create-file', file: at('papers/one') });
    cpSync(at('one'), at('papers/one'));
    await computer.recorded({ detail: 'copy-file', file: at('one'), destination: at('papers/one') });
    writeFileSync(at('film'), 'beginning');
    truncateSync(at('film'), 65 * 1_048_576);
    await computer.recorded({ detail: 'create-file', file: at('film') });
    cpSync(at('film'), at('film 2'));
    const copied = await computer.recorded({ detail: 'copy-file', destination: at('film 2') });
    expect(copied).toMatchObject({ file: at('film'), size: 65 * 1_048_576 });
    expect(copied).not.toHaveProperty('content');
  });

  test('many files of one size are each a copy of their own', async () => {
    cpSync(at('rows'), at('table'), { recursive: true });
    const folderCopied = { detail: 'copy-folder', file: at('rows'), destination: at('table') };
    const copies = (await computer.recordedUntil(folderCopied)).slice(0, -1);
    expect(copies).toHaveLength(40);
    for (const { detail, file, destination } of copies)
      expect([detail, destination]).toEqual(['copy-file', String(file).replace('/rows/', '/table/')]);
  });

  test('more folders than there is room for are left out, and said', async () => {
    const tree = new Tree(() => undefined, { folders: 2, entries: 100 });
    for (const name of ['a', 'b', 'c']) mkdirSync(at('many', name), { recursive: true });
    await tree.take({ path: at('many'), kind: 'home' });
    expect(tree.at(at('many/a'))).toBeDefined();
    expect(tree.leftOut).toBe(2);
    tree.close();
    expect(tree.roots).toEqual([]);
  });

  test('who writes it, and with what, where it takes a moment', async () => {
    const script = `const fs=require('fs');const f=fs.openSync(process.argv[1],'w');fs.writeSync(f,'x');setTimeout(()=>fs.closeSync(f),1500)`;
    await run(process.execPath, ['-e', script, at('slow')]);
    const { process: by } = await computer.recorded({ detail: 'create-file', file: at('slow') });
    expect(by).toMatch(/^node/);
  });
});

/** A medium that can be taken away: a file system in a file, and a kernel that calls it removable. */
const canMount =
  hasProcesses && process.getuid?.() === 0 && ['losetup', 'mkfs.ext4'].every(isInstalled) && canLoop();
if (!canMount) console.warn('skipped: a removable medium needs root and loop devices');

function canLoop(): boolean {
  try {
    return existsSync(execFileSync('losetup', ['--find'], { encoding: 'utf8' }).trim());
  } catch {
    return false;
  }
}

(canMount ? describe : describe.skip)('files on their way to a removable medium', () => {
  const place = folder();
  const computer = new WatchedComputer(place).withProcesses();
  const stick = join(place, 'stick');
  let device = '';

  beforeAll(() => {
    const image = join(place, 'image');
    execFileSync('truncate', ['--size=8M', image]);
    execFileSync('mkfs.ext4', ['-q', image]);
    device = execFileSync('losetup', ['--find', '--show', image], { encoding: 'utf8' }).trim();
    const name = device.slice('/dev/'.length);
    computer.write(`sys/class/block/${name}/removable`, '1\n');
    const number = execFileSync('stat', ['--format=%Hr:%Lr', device], { encoding: 'utf8' }).trim();
    mkdirSync(join(computer.root, 'sys/dev/block'), { recursive: true });
    execFileSync('ln', ['-s', `../../class/block/${name}`, join(computer.root, 'sys/dev/block', number)]);
    mkdirSync(stick);
  });
  afterAll(async () => {
    await computer.stop();
    execFileSync('sh', ['-c', `umount '${stick}' 2>/dev/null; losetup --detach '${device}'`]);
  });

  test('LOG-018: copies carry where they came from first, over a restart; those from a medium do not', async () => {
    const at = (name: string) => join(computer.home, name);
    writeFileSync(at('wages.ods'), 'everybody’s wages');
    await run('mount', [device, stick]);
    await computer.start(files, pace);
    cpSync(at('wages.ods'), at('holiday.jpg'));
    const copied = await computer.recorded({ detail: 'copy-file' });
    // Saved by a program that writes beside it.
    writeFileSync(at('~holiday'), 'wages as pictures');
    renameSync(at('~holiday'), at('holiday.jpg'));
    writeFileSync(at('of the same moment'), '');
    await computer.recorded({ detail: 'create-file' });
    expect(copied.originalDrive).toMatch(/^(local-disk|ram-disk)$/);
    await computer.stop();
    await computer.start(files, pace);
    writeFileSync(at('wages.ods'), 'changed meanwhile');
    await run('cp', [at('holiday.jpg'), stick]);
    const left = await computer.recorded({ detail: 'copy-file' });
    expect(left).toMatchObject({
      file: at('holiday.jpg'),
      destination: join(stick, 'holiday.jpg'),
      destinationDrive: 'removable-disk',
      originalDrive: copied.originalDrive,
      content: digest('wages as pictures'),
    });
    expect(left.originalCreated).toBe(copied.originalCreated);
    await run('mv', [at('wages.ods'), stick]);
    expect(await computer.recorded({ detail: 'move-file' })).toMatchObject({
      file: at('wages.ods'),
      destination: join(stick, 'wages.ods'),
      destinationDrive: 'removable-disk',
    });
    writeFileSync(join(stick, 'from elsewhere'), 'something else');
    await computer.recorded({ detail: 'create-file' });
    cpSync(join(stick, 'from elsewhere'), at('taken home'));
    const taken = await computer.recorded({ detail: 'copy-file' });
    expect(taken).toMatchObject({ fileDrive: 'removable-disk' });
    expect(taken).not.toHaveProperty('originalDrive');
  });

  test('a medium that is taken away has deleted nothing', async () => {
    utimesSync(join(stick, 'wages.ods'), 1, 1);
    await run('umount', [stick]);
    writeFileSync(join(computer.home, 'after'), '');
    await computer.recorded({ detail: 'create-file' });
    await run('mount', [device, stick]);
    // What lies on it when it is found again was there before.
    for (let number = 0; computer.records.length === 0; number++) {
      writeFileSync(join(stick, `again ${number}`), '');
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    expect(computer.records.filter(({ detail }) => detail !== 'create-file')).toEqual([]);
  });
});
