import { appendFileSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArchiveFolder } from '../../../adapters/revision-archive/folder.ts';
import { RevisionArchive } from '../../../src/server/revisions/archive.ts';
import { inventory } from '../../support/device-reports.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { onEmbeddedStores } from '../../support/server-stores.ts';
import { startTestServer, type TestServer } from '../../support/server.ts';

const newFolder = temporaryFolders();
const today = 'revisions-2026-01-05.csv';
const tomorrow = 'revisions-2026-01-06.csv';

onEmbeddedStores(() => {
  let server: TestServer;
  const own = join(newFolder(), 'of', 'the', 'server');
  beforeAll(async () => {
    server = await startTestServer({ environment: { MUSTER_REVISION_ARCHIVE: own } });
  });
  afterAll(() => server.close());

  let memory = 1_024;
  /** Changes a device, new or known; answers the position of that. */
  const change = async (name: string): Promise<number> => {
    const hardware = { serialNumber: `SN-${name}-5521`, memory: (memory += 1_024) };
    return (await server.report(inventory({ hostName: name, hardware }))).position;
  };
  const archiveIn = (folder: string) => new RevisionArchive(server.services, new ArchiveFolder(folder), 20);
  const reaches = async (archive: RevisionArchive, position: number): Promise<void> => {
    while ((archive.status()?.position ?? 0) < position) await new Promise(done => setTimeout(done, 5));
  };
  /** Lines of a file without its heading. */
  const linesIn = (folder: string, file = today): string[] => {
    const [heading, ...lines] = readFileSync(join(folder, file), 'utf8').split('\r\n');
    expect(heading).toBe('\ufeffat,deviceName,device,kind,item,before,after,actor,position');
    expect(lines.pop()).toBe('');
    return lines;
  };
  const positionsIn = (lines: readonly string[]): number[] =>
    lines.map(line => Number(line.split(',').at(-1)));

  test('DEV-030 a server that is told a folder writes every change to it, and says how far it is', async () => {
    await change('pc-1');
    const position = await change('pc-1');
    const health = async () => (await server.call('GET', '/api/v1/health')).body.revisionArchive;
    while ((await health()).position < position) await new Promise(done => setTimeout(done, 5));
    expect(await health()).toEqual({ folder: own, file: today, position, problem: null });
    const lines = linesIn(own);
    expect(lines.at(-1)).toMatch(
      /^2026-01-05T[^,]*,pc-1,[^,]+,hardware,hardware\.memory,2048,3072,agent:test,\d+$/,
    );
    expect(positionsIn(lines)).toEqual(positionsIn(lines).toSorted((one, two) => one - two));
  });

  test('DEV-030 who takes over, or comes again, goes on where the last one stood', async () => {
    const folder = newFolder();
    const first = archiveIn(folder);
    first.start();
    await reaches(first, await change('pc-2'));
    await first.stop();
    expect(first.status()).toBeNull();
    const missed = await change('pc-2');
    expect(positionsIn(linesIn(folder))).not.toContain(missed);
    const second = archiveIn(folder);
    second.start();
    await reaches(second, missed);
    await second.stop();

    const whole = newFolder();
    const anew = archiveIn(whole);
    anew.start();
    await reaches(anew, missed);
    await anew.stop();
    expect(linesIn(folder)).toEqual(linesIn(whole));
  });

  test('DEV-030 what a crash left is cut off, and a file of today that was taken away is written again', async () => {
    const folder = newFolder();
    const archive = archiveIn(folder);
    const file = join(folder, today);
    const goesOn = async (spoil: () => void): Promise<void> => {
      spoil();
      archive.start();
      await reaches(archive, await change('pc-3'));
      await archive.stop();
      const lines = linesIn(folder);
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines[0]).toContain(',pc-1,');
      expect(lines.at(-1)).toContain(',pc-3,');
    };
    await goesOn(() => undefined);
    await goesOn(() => appendFileSync(file, '2026-01-05T09:00:00.000Z,half a li'));
    await goesOn(() => truncateSync(file, 300));
    await goesOn(() => rmSync(file));
  });

  test('DEV-030 a full folder is told, and once there is room nothing is missing', async () => {
    const folder = newFolder();
    // A disk that is full, whoever writes.
    symlinkSync('/dev/full', join(folder, today));
    const archive = archiveIn(folder);
    archive.start();
    while (archive.status()?.problem === null) await new Promise(done => setTimeout(done, 5));
    expect(archive.status()).toMatchObject({ file: null, problem: expect.stringContaining('ENOSPC') });
    const position = await change('pc-4');
    rmSync(join(folder, today));
    await reaches(archive, position);
    await archive.stop();
    expect(linesIn(folder)[0]).toContain(',pc-1,');
    expect(positionsIn(linesIn(folder))).toContain(position);
  });

  test('DEV-030 only what was chosen when it happened, and a day in its own file', async () => {
    const folder = newFolder();
    const choose = (items: readonly string[]) =>
      server.call('PUT', '/api/v1/revision-settings', { body: { collect: true, items } });
    const before = (await server.call('GET', '/api/v1/revision-settings')).body.items as string[];
    await server.travel('2026-01-06T08:00:00.000Z');
    await choose(before.filter(item => item !== 'hardware'));
    const untold = await change('pc-1');
    await choose(before);
    const told = await change('pc-1');
    const archive = archiveIn(folder);
    archive.start();
    await reaches(archive, told);
    await archive.stop();
    expect(positionsIn(linesIn(folder, tomorrow))).toEqual([told]);
    expect(untold).toBeLessThan(told);
  });

  test('a note of another history is refused, and so is who writes beside another', async () => {
    const folder = newFolder();
    const note = {
      upTo: { position: 3, event: 'of another log' },
      file: today,
      size: 0,
      began: { position: 0, event: '' },
    };
    writeFileSync(join(folder, 'archive.json'), JSON.stringify(note));
    const archive = archiveIn(folder);
    archive.start();
    while (archive.status()?.problem === null) await new Promise(done => setTimeout(done, 5));
    expect(archive.status()?.problem).toMatch(/another history/);
    await archive.stop();

    const shared = newFolder();
    const [one, two] = [new ArchiveFolder(shared), new ArchiveFolder(shared)];
    await one.place();
    await two.place();
    await one.append(today, 'a\r\n', { position: 1, event: 'first' }, 'heading\r\n');
    await two.place();
    await two.append(today, 'b\r\n', { position: 2, event: 'second' }, 'heading\r\n');
    await expect(one.append(today, 'b\r\n', { position: 2, event: 'second' }, 'heading\r\n')).rejects.toThrow(
      'not as it was left',
    );
    expect(readFileSync(join(shared, today), 'utf8')).toBe('heading\r\na\r\nb\r\n');
  });
});
