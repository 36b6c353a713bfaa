import { mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pino from 'pino';
import * as si from 'systeminformation';
import type { SearchedSoftware } from '../../domain/agents/index.ts';
import type { Source } from '../../src/agent/inventory/collector.ts';
import { darwinDisks } from '../../src/agent/search/disks/darwin.ts';
import { linuxDisks } from '../../src/agent/search/disks/linux.ts';
import { windowsDisks } from '../../src/agent/search/disks/windows.ts';
import { matchesGlob } from '../../src/agent/search/glob.ts';
import { addFound } from '../../src/agent/search/listed.ts';
import { searchBounds, searchDisks, type SearchBounds } from '../../src/agent/search/search-disks.ts';
import { SoftwareSearcher } from '../../src/agent/search/searcher.ts';
import { SearchFile } from '../../src/agent/store/search-file.ts';
import { temporaryFolders } from '../support/folder.ts';

const folder = temporaryFolders();

const condition = (id: string, files: string[], more: Partial<SearchedSoftware> = {}): SearchedSoftware => ({
  id,
  name: id,
  files,
  folders: [],
  size: {},
  modified: {},
  ...more,
});

const mounts = [
  '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw',
  '23 22 0:21 / /proc rw - proc proc rw',
  '24 22 0:30 / /run rw - tmpfs tmpfs rw',
  '25 24 8:17 / /run/media/stick\\040one rw - vfat /dev/sdb1 rw',
  '26 22 0:50 / /net/share rw - nfs4 files:/share rw',
  '27 22 8:1 /home /var/again rw - ext4 /dev/sda1 rw',
  '28 22 8:2 / /data rw - xfs /dev/sda2 rw',
  '29 22 0:60 / /data rw - cifs //files/data rw',
  '30 22 0:70 / /var/lib/docker/overlay2/a/merged rw - overlay overlay rw',
  '',
].join('\n');

/** A computer that is a folder. */
function computer(...files: readonly string[]): string {
  const root = folder();
  for (const file of ['proc/self/mountinfo', ...files]) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), file === 'proc/self/mountinfo' ? mounts : file);
  }
  return root;
}

async function search(
  root: string,
  conditions: readonly SearchedSoftware[],
  bounds: Partial<SearchBounds> = {},
) {
  const disks = await linuxDisks({ root });
  const searched = await searchDisks(conditions, disks, { root }, { ...searchBounds, restMs: 0, ...bounds });
  const found = searched.found.map(each => [each.condition, each.folder] as const);
  return { found: Object.fromEntries(found), complete: searched.complete };
}

test('DEV-039 a file is found by its name, in whatever case, or by a pattern, on any disk of the computer', async () => {
  const root = computer('opt/tools/EDITOR.EXE', 'run/media/stick one/zaiko-2.1.jar', 'usr/bin/other');
  expect(
    await search(root, [
      condition('named', ['nothing', 'editor.exe']),
      condition('patterned', ['zaiko-?.*.jar']),
      condition('absent', ['editor']),
    ]),
  ).toEqual({ found: { named: '/opt/tools', patterned: '/run/media/stick one' }, complete: true });
});

test('neither the network nor what the kernel makes up is entered, no link is followed, and nothing is seen twice', async () => {
  const elsewhere = folder();
  writeFileSync(join(elsewhere, 'linked'), '');
  const root = computer(
    'proc/1/hidden',
    'net/share/hidden',
    'data/hidden',
    'run/hidden',
    'var/again/hidden',
    'var/lib/docker/overlay2/a/merged/hidden',
  );
  symlinkSync(elsewhere, join(root, 'link'));
  symlinkSync(join(elsewhere, 'linked'), join(root, 'a-linked'));
  symlinkSync('.', join(root, 'round'));
  const both = [condition('hidden', ['hidden']), condition('linked', ['linked', 'a-linked'])];
  expect(await search(root, both)).toEqual({ found: {}, complete: true });
  expect(await linuxDisks({ root })).toEqual({
    local: ['/', '/run/media/stick one'],
    mounts: new Set([
      ...['/', '/proc', '/run', '/run/media/stick one', '/net/share', '/var/again', '/data'],
      '/var/lib/docker/overlay2/a/merged',
    ]),
  });
  // Without the table of mounts nothing is known to be the computer's own.
  expect(await searchDisks(both, await linuxDisks({ root: folder() }), { root })).toEqual({
    found: [],
    complete: false,
  });
});

test('folders, size and age narrow what is a match', async () => {
  const root = computer('opt/a/tool', 'opt/ab/tool', 'srv/tool', 'srv/deep/down/tool');
  symlinkSync('srv', join(root, 'service'));
  truncateSync(join(root, 'srv/tool'), 5_000);
  utimesSync(join(root, 'srv/deep/down/tool'), 0, new Date(2026, 3, 1, 0, 30).getTime() / 1_000);
  const files = ['tool'];
  expect(
    await search(root, [
      condition('below', files, { folders: ['/opt/a', '/opt/a/b', 'C:\\Tools'] }),
      condition('linked', files, { folders: ['/service'], size: { least: 5_000, most: 5_000 } }),
      condition('dated', files, { modified: { from: '2026-04-01', until: '2026-04-01' } }),
      condition('elsewhere', files, { folders: ['/net/share', '/nowhere'] }),
      condition('large', files, { size: { least: 5_001 } }),
    ]),
  ).toEqual({ found: { below: '/opt/a', linked: '/srv', dated: '/srv/deep/down' }, complete: true });
});

test('a search is bounded; what was not looked at is not taken for gone', async () => {
  const deep = `${'d/'.repeat(12)}tool`;
  const root = computer(deep, ...Array.from({ length: 50 }, (_, at) => `many/${at}`));
  const tool = [condition('tool', ['tool'])];
  expect(await search(root, tool)).toMatchObject({ complete: true, found: { tool: expect.any(String) } });
  expect(await search(root, tool, { depth: 11 })).toEqual({ found: {}, complete: false });
  expect(await search(root, [condition('none', ['none'])], { entries: 40 })).toMatchObject({
    complete: false,
  });
  expect(await search(root, tool, { lasting: -1 })).toEqual({ found: {}, complete: false });
});

test('patterns match as they are written, and quickly whatever they are', () => {
  const name = 'zaiko-2.1.jar';
  const yes = ['zaiko-2.1.jar', '*', 'z*', '*.jar', 'zaiko-?.?.jar', '*a*o*.*'];
  const no = ['zaiko', '*.exe', '?zaiko*', 'zaiko-?.jar', ''];
  expect(yes.filter(pattern => !matchesGlob(pattern, name))).toEqual([]);
  expect(no.filter(pattern => matchesGlob(pattern, name))).toEqual([]);
  expect(matchesGlob('*a'.repeat(40) + 'b', 'a'.repeat(255))).toBe(false);
});

test('DEV-039 what the package database lists is not told a second time', () => {
  const found = ['plain', 'other', 'versioned', 'unfound']
    .filter(id => id !== 'unfound')
    .map(id => ({ condition: id, folder: '/opt', bytes: 5 }));
  const conditions = [
    condition('plain', ['x'], { name: 'Editor' }),
    condition('other', ['x'], { name: 'Tool', version: '2', publisher: 'Example' }),
    condition('versioned', ['x'], { name: 'Tool', version: '1' }),
    condition('unfound', ['x']),
  ];
  const listed = [
    { name: 'editor', version: '7', from: 'deb' },
    { name: 'Tool', version: '1', from: 'deb' },
  ];
  expect(addFound({ softwares: listed }, conditions, found)).toEqual({
    softwares: [
      ...listed,
      { name: 'Tool', version: '2', publisher: 'Example', from: 'search', folder: '/opt', filesize: 5 },
    ],
  });
  // Of software that could not be read, nothing is told.
  expect(addFound({ firewalls: [] }, conditions, found)).toEqual({ firewalls: [] });
});

describe('the searcher', () => {
  const sourceOf = (root: string): Source => ({ si, root, run: async () => undefined });
  function searcherOn(root: string) {
    const path = join(folder(), 'search.json');
    const asked: string[] = [];
    const server = { search: { version: '1', conditions: [condition('tool', ['tool'])] } as unknown };
    let now = Date.UTC(2026, 0, 5);
    const searcher = new SoftwareSearcher({
      identity: { agentId: 'a' },
      places: { search: path },
      platform: { disks: linuxDisks },
      source: sourceOf(root),
      client: {
        ask: async ({ path: of }) => {
          asked.push(of);
          return { status: 200, body: server.search, retryAfterSeconds: 0, said: '' };
        },
      },
      log: pino({ level: 'silent' }),
      now: () => new Date(now),
      pace: 0,
    });
    const searched = () =>
      new Promise<void>(resolve => {
        searcher.onEnded = resolve;
        searcher.tend();
      });
    return {
      searcher,
      file: new SearchFile(path),
      asked,
      server,
      searched,
      pass: (ms: number) => (now += ms),
    };
  }

  test('asks what to look for where that has changed, looks once a day, and has news only where something changed', async () => {
    const root = computer('opt/tool');
    const { searcher, file, asked, server, searched, pass } = searcherOn(root);
    await searcher.follow(undefined);
    expect([asked, searcher.dueAt]).toEqual([[], Infinity]);
    await searcher.follow('1');
    await searcher.follow('1');
    expect(asked).toEqual(['/agents/software-search']);
    await searched();
    expect(file.value.found).toEqual([{ condition: 'tool', folder: '/opt', bytes: 8 }]);
    expect([searcher.takeNews(), searcher.takeNews()]).toEqual([true, false]);
    expect(searcher.dueAt).toBe(Date.UTC(2026, 0, 6));
    pass(86_400_000);
    await searched();
    expect(searcher.takeNews()).toBe(false);

    server.search = { version: '2', conditions: [condition('gone', ['gone'])] };
    await searcher.follow('2');
    await searched();
    expect([file.value.found, searcher.takeNews()]).toEqual([[], true]);
    server.search = { version: '3', conditions: 'hostile' };
    await searcher.follow('3');
    expect(file.value.search?.version).toBe('2');
    await searcher.follow(null);
    expect([file.value.search, searcher.dueAt]).toEqual([null, Infinity]);
  });

  test('what was kept and cannot be read, or was spoilt, is as if nothing had been kept', () => {
    const spoilt = join(folder(), 'search.json');
    writeFileSync(spoilt, '{"search":{"version":"1","conditions":[{"id":"a"}]},"searched":null,"found":[]}');
    for (const path of [folder(), spoilt])
      expect(new SearchFile(path).value).toEqual({ search: null, searched: null, found: [] });
  });

  test('ended before it has seen everything it keeps what was known, and begins again', async () => {
    const root = computer('opt/tool');
    const { searcher, file, searched } = searcherOn(root);
    await searcher.follow('1');
    await searched();
    file.change({ searched: null });
    searcher.tend();
    await searcher.stop();
    expect([file.value.found.length, file.value.searched]).toEqual([1, null]);
    expect(searcher.dueAt).toBeLessThan(Infinity);
  });
});

test('disks of macOS and Windows, as recorded', async () => {
  const mount = [
    '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
    'devfs on /dev (devfs, local, nobrowse)',
    '/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect)',
    'map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)',
    '//mori@files/share on /Volumes/share (smbfs, nodev, nosuid, mounted by mori)',
    '/dev/disk4s1 on /Volumes/Stick (1) (msdos, local, nodev, nosuid, noowners)',
  ].join('\n');
  const darwin = await darwinDisks({ run: async () => mount });
  expect(darwin.local).toEqual(['/', '/Volumes/Stick (1)']);
  expect([...darwin.mounts]).toHaveLength(6);
  const drives = JSON.stringify([{ DeviceID: 'C:' }, { DeviceID: 'D:' }]);
  const windows = await windowsDisks({ si, root: '/', run: async () => drives });
  expect(windows.local).toEqual(['C:\\', 'D:\\']);
});
