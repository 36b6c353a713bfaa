import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { storedZip, storedZipSize, type ZipEntry } from '../../../adapters/zip/index.ts';
import { isInstalled } from '../../support/installed.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const file = (path: string, ...chunks: string[]): ZipEntry => ({
  path,
  size: chunks.reduce((sum, chunk) => sum + Buffer.byteLength(chunk), 0),
  open: () => chunks.map(chunk => Buffer.from(chunk)),
});

const whereReadable = isInstalled('python3') ? test : test.skip;

whereReadable(
  'an archive is as long as was said before, and another program reads what is in it',
  async () => {
    const files = [file('install.cmd', 'echo ', 'hello'), file('files/日本.txt', '漢字'), file('empty')];
    const archive = await buffer(Readable.from(storedZip(files)));
    expect(archive.length).toBe(storedZipSize(files));
    const path = join(folder(), 'a.zip');
    writeFileSync(path, archive);
    const read =
      'import json,sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print(json.dumps({n:z.read(n).decode() for n in z.namelist()}))';
    expect(JSON.parse(execFileSync('python3', ['-c', read, path], { encoding: 'utf8' }))).toEqual({
      'install.cmd': 'echo hello',
      'files/日本.txt': '漢字',
      empty: '',
    });
  },
);

test('an entry that brings another number of bytes than it said ends the archive', async () => {
  const lying = { ...file('a', 'abc'), size: 4 };
  await expect(buffer(Readable.from(storedZip([lying])))).rejects.toThrow('a has 3 bytes, not 4');
});

test('an archive beyond the format is refused before anything is read', async () => {
  const open = jest.fn(() => []);
  const endless = storedZip([{ path: 'a', size: 2 ** 32, open }]);
  await expect(buffer(Readable.from(endless))).rejects.toThrow('larger');
  expect(open).not.toHaveBeenCalled();
});
