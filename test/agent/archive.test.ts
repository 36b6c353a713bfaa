import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Entry } from '../../src/agent/archive/entry.ts';
import { packTar, unpackTar } from '../../src/agent/archive/tar.ts';
import { ArchiveError, Unpacked } from '../../src/agent/archive/unpacked.ts';
import { packZip, unpackZip } from '../../src/agent/archive/zip.ts';
import { temporaryFolders } from '../support/folder.ts';
import { filesIn, writePacked } from '../support/packages-unpacked.ts';

const folder = temporaryFolders();
const entry = (path: string, content = path, executable = false): Entry => ({
  path,
  executable,
  bytes: Buffer.from(content),
});
const entries = [
  entry('muster-agent/runtime/node', 'x'.repeat(100_000), true),
  entry('muster-agent/app.mjs'),
  entry('muster-agent/empty', ''),
  entry('muster-agent/日本語.txt', '本文'),
];

describe.each([
  { kind: 'tar.gz', pack: packTar, unpack: unpackTar },
  { kind: 'zip', pack: packZip, unpack: unpackZip },
])('$kind', ({ kind, pack, unpack }) => {
  const into = () => join(folder(), 'unpacked');
  const packed = (given: readonly Entry[]) => writePacked(join(folder(), `a.${kind}`), pack(given));
  const failure = async (file: string) => {
    const target = into();
    const failed = await unpack(file, new Unpacked(target, 'muster-agent')).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(ArchiveError);
    return (failed as ArchiveError).message;
  };

  test('gives back what was packed, with what can be run', async () => {
    const target = into();
    await unpack(await packed(entries), new Unpacked(target, 'muster-agent'));
    expect(filesIn(target)).toEqual(['app.mjs', 'empty', 'runtime/node*', '日本語.txt']);
    expect(readFileSync(join(target, 'runtime/node'), 'utf8')).toBe('x'.repeat(100_000));
    expect(readFileSync(join(target, 'empty'), 'utf8')).toBe('');
    expect(readFileSync(join(target, '日本語.txt'), 'utf8')).toBe('本文');
  });

  test('is for every user to read, whatever else the agent writes for itself alone', async () => {
    const before = process.umask(0o077);
    const target = into();
    try {
      await unpack(await packed(entries), new Unpacked(target, 'muster-agent'));
    } finally {
      process.umask(before);
    }
    const modes = ['.', 'runtime', 'runtime/node', 'app.mjs'].map(
      name => statSync(join(target, name)).mode & 0o777,
    );
    expect(modes).toEqual([0o755, 0o755, 0o755, 0o644]);
  });

  test('packs the same to the same bytes', async () => {
    const [one, other] = await Promise.all([buffer(pack(entries)), buffer(pack(entries))]);
    expect(one.equals(other)).toBe(true);
  });

  test.each([
    '../evil',
    'muster-agent/../../evil',
    'muster-agent/./app.mjs',
    'muster-agent//app.mjs',
    '/etc/evil',
    'other/app.mjs',
    'muster-agent/C:evil',
    'muster-agent/..\\evil',
  ])('writes nothing under the name %s', async path => {
    const target = into();
    const file = await packed([entry(path)]);
    await expect(unpack(file, new Unpacked(target, 'muster-agent'))).rejects.toThrow(ArchiveError);
    expect(existsSync(target)).toBe(false);
  });

  test('takes no name twice, not even in other letters', async () => {
    const twice = [entry('muster-agent/app.mjs'), entry('muster-agent/APP.mjs')];
    expect(await failure(await packed(twice))).toMatch('twice');
  });

  test('says of what was cut off or changed that it is no package', async () => {
    const file = await packed(entries);
    const bytes = readFileSync(file);
    for (const damaged of [
      bytes.subarray(0, -30),
      bytes.subarray(0, 40),
      Buffer.alloc(0),
      Buffer.concat([bytes.subarray(0, 60), Buffer.from('????'), bytes.subarray(64)]),
      Buffer.from('no archive at all, whatever its name says, and long enough for one'),
    ]) {
      writeFileSync(file, damaged);
      await failure(file);
    }
  });
});

test('a tar with a link, or of more than a package holds, is none', async () => {
  const file = join(folder(), 'a.tar.gz');
  const changed = async (change: (header: Buffer) => void) => {
    const tar = gunzipSync(await buffer(packTar([entry('muster-agent/app.mjs')])));
    change(tar);
    tar.fill(' ', 148, 156);
    const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    writeFileSync(file, gzipSync(tar));
    return unpackTar(file, new Unpacked(join(folder(), 'unpacked'), 'muster-agent'));
  };
  await expect(changed(tar => tar.write('2', 156))).rejects.toThrow('neither a file nor a folder');
  await expect(changed(tar => tar.write('77777777777', 124))).rejects.toThrow('more than a package holds');
  await expect(changed(tar => tar.write('00000010000', 124))).rejects.toThrow('ends too early');
});

test('a zip whose directory speaks of a link is none', async () => {
  const file = join(folder(), 'a.zip');
  const zip = await buffer(packZip([entry('muster-agent/app.mjs')]));
  const central = zip.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  zip.writeUInt32LE((0o120777 << 16) >>> 0, central + 38);
  writeFileSync(file, zip);
  const unpacked = unpackZip(file, new Unpacked(join(folder(), 'unpacked'), 'muster-agent'));
  await expect(unpacked).rejects.toThrow('is no file');
});
