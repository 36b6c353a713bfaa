import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { type Setting, settingKeys, settings } from '../../src/server/settings/catalogue.ts';
import { temporaryFolders } from '../support/folder.ts';
import { muster, startServer } from '../support/programs.ts';

const folder = temporaryFolders();

function fileOf(content: string): string {
  const file = join(folder(), 'muster.yaml');
  writeFileSync(file, content);
  return file;
}

describe('muster config check', () => {
  test('prints every setting with its source and no secret', async () => {
    const file = fileOf(
      'lockAfter: 3\nread: mongodb://muster:hush@host/muster\nmetricsToken: hush-hush-hush-hush\n',
    );
    const { code, out, err } = await muster(['config', 'check', file], { MUSTER_LISTEN: ':1' });
    expect([code, err]).toEqual([exitCodes.done, '']);
    const rows = out
      .trim()
      .split('\n')
      .map(line => line.split(/ {2,}/));
    expect(rows.map(([key]) => key)).toEqual(['setting', ...settingKeys]);
    const row = (key: string) => rows.find(([first]) => first === key)!.slice(1);
    expect(row('lockAfter')).toEqual([`${file} line 1`, '3']);
    expect(row('listen')).toEqual(['MUSTER_LISTEN', ':1']);
    expect(row('data')).toEqual(['default', join(process.cwd(), 'data')]);
    expect(row('read')).toEqual([`${file} line 2`, expect.stringMatching(/^mongodb:\/\/host\/muster \(/)]);
    expect(out).not.toContain('hush');
  });

  test('takes the file that MUSTER_CONFIG names', async () => {
    const { out } = await muster(['config', 'check'], { MUSTER_CONFIG: fileOf('lockAfter: 3\n') });
    expect(out).toMatch(/^lockAfter +\S+ line 1 +3$/m);
  });

  test('names everything that is wrong, and ends with the code for that', async () => {
    const file = fileOf('lockAfer: 3\nlogLevel: loud\n');
    const { code, out, err } = await muster(['config', 'check', file], { MUSTER_URL: 'none' });
    expect([code, out]).toEqual([exitCodes.syntax, '']);
    expect(err.trim().split('\n')).toEqual([
      expect.stringMatching(/^muster: .*line 1: there is no setting "lockAfer"; the nearest is "lockAfter"$/),
      expect.stringMatching(/^muster: MUSTER_URL: /),
      expect.stringMatching(/^muster: logLevel \(.* line 2\): /),
    ]);
  });
});

describe('a configuration file', () => {
  test('is what the server starts by and what commands find it by', async () => {
    const place = folder();
    const file = join(place, 'muster.yaml');
    writeFileSync(file, 'data: there\nlisten: 127.0.0.1:0\nurl: https://muster.example.org\n');
    const names = settingKeys.map(key => (settings[key] as Setting).variable);
    const unset = Object.fromEntries(names.map(name => [name, undefined])) as unknown as Record<
      string,
      string
    >;
    const server = await startServer(folder(), { ...unset, MUSTER_CONFIG: file, MUSTER_LOG_LEVEL: 'error' });
    try {
      expect(server.url).toBe('https://muster.example.org');
      const listed = await muster(['projections', 'list'], { MUSTER_CONFIG: file });
      expect(listed).toMatchObject({ code: exitCodes.done, err: '' });
      expect(listed.out).toContain('devices.list');
    } finally {
      await server.stop();
    }
  });

  test('that is wrong keeps the server from starting, a line for each fault', async () => {
    const file = fileOf('listen: everywhere\nlogLevel: loud\n');
    const { code, err } = await muster(['serve', '--config', file], {});
    expect(code).toBe(2);
    expect(err.trim().split('\n')).toEqual([
      expect.stringMatching(/^muster: listen \(.* line 1\): "everywhere" is not host:port; allowed: /),
      expect.stringMatching(/^muster: logLevel \(.* line 2\): is not a level; allowed: /),
    ]);
  });

  test('is named where what it says turns out not to work', async () => {
    const file = fileOf('data: muster.yaml\nlisten: 127.0.0.1:0\n');
    const { code, err } = await muster(['serve', '--config', file], {});
    expect([code, err]).toEqual([1, expect.stringMatching(/^muster: data \(.*muster\.yaml line 1\): /)]);
  });
});
