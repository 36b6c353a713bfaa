import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import {
  storedZip,
  storedZipSize,
  type StoredFile,
} from '../../../src/server/agents/installer/stored-zip.ts';
import { powerShellWord, shellWord } from '../../../src/server/agents/installer/quoting.ts';
import { isInstalled } from '../../support/agents.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const file = (name: string, ...chunks: string[]): StoredFile => ({
  name,
  size: chunks.reduce((sum, chunk) => sum + Buffer.byteLength(chunk), 0),
  async *bytes() {
    for (const chunk of chunks) yield Buffer.from(chunk);
  },
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

test.each(['plain', "it's", '$(touch x) `x` "y" \\', '-n', '', 'a\nb', '日本'])(
  '%j is one word of a shell',
  text => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
  },
);

test('quotes of every kind are doubled for PowerShell', () => {
  expect(powerShellWord(`it's ‘so’ $env:x`)).toBe(`'it''s ‘‘so’’ $env:x'`);
});
