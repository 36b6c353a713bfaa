import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { adminPassword, muster, startServer, type ServerProgram } from '../support/programs.ts';

const samples = readdirSync('test/samples/inventory')
  .filter(name => /\.(json|xml)$/.test(name))
  .map(name => join('test/samples/inventory', name));

describe('the command line', () => {
  let folder: string;
  let data: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'muster-cli-'));
    data = join(folder, 'data');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const here = (...args: string[]) => muster(args, { MUSTER_DATA: data });

  describe('without a store', () => {
    it('says that nothing is set up, and where it looked', async () => {
      const { code, err } = await here('token', 'list');
      expect(code).toBe(exitCodes.notSetUp);
      expect(err).toContain(data);
      expect(existsSync(data)).toBe(false);
    });

    it.each([
      [['token', 'create', '--uses', '0', '--expires', '2h'], 'whole number'],
      [['token', 'create', '--uses', '3'], '--expires'],
      [['export', 'devices'], '--export'],
      [['ledger', 'prove', 'seven'], 'whole number'],
      [['nonsense'], 'nonsense'],
    ])('refuses %j as wrong arguments', async (args, named) => {
      const { code, err } = await here(...args);
      expect(code).toBe(exitCodes.syntax);
      expect(err).toContain(named);
    });

    it('names the environment key that is wrong', async () => {
      const { code, err } = await muster(['token', 'list'], { MUSTER_DATA: data, MUSTER_LISTEN: 'nowhere' });
      expect(code).toBe(exitCodes.syntax);
      expect(err).toContain('MUSTER_LISTEN');
    });

    it('names the server that does not answer, and wants credentials for one it is told of', async () => {
      const nobody = { MUSTER_URL: 'http://127.0.0.1:9', MUSTER_TOKEN: 'mst_none' };
      const silent = await muster(['token', 'list'], nobody);
      expect([silent.code, silent.err.includes('http://127.0.0.1:9')]).toEqual([exitCodes.notSetUp, true]);
      const unsigned = await muster(['token', 'list'], { MUSTER_URL: 'http://127.0.0.1:9' });
      expect([unsigned.code, unsigned.err.includes('MUSTER_TOKEN')]).toEqual([exitCodes.permission, true]);
    });
  });

  describe('beside a running server', () => {
    let server: ServerProgram;
    beforeAll(async () => {
      server = await startServer(data);
    });
    afterAll(async () => {
      expect(await server.stop()).toBe(0);
    });

    it('creates an enrolment token as its last line, with which an agent may report', async () => {
      const { code, out } = await here('token', 'create', '--uses', '1', '--expires', '2h', '--note', 'lab');
      expect(code).toBe(0);
      const token = out.trimEnd().split('\n').at(-1) ?? '';
      const answer = await fetch(`${server.url}/inventory`, {
        method: 'POST',
        headers: {
          'content-type': 'application/xml',
          authorization: `Basic ${Buffer.from(`enrol:${token}`).toString('base64')}`,
        },
        body: readFileSync('test/samples/inventory/fusioninventory-2.6-debian12-184sw.xml'),
      });
      expect(answer.status).toBe(200);
      expect((await here('token', 'list')).out).toMatch(/1 of 1.*lab/);
    });

    it('imports inventory files of every dialect and names the file that is none', async () => {
      const wrong = join(folder, 'wrong.xml');
      writeFileSync(wrong, '<!DOCTYPE x [<!ENTITY e "boom">]><REQUEST>&e;</REQUEST>');
      const { code, out, err } = await here('inventory', 'import', ...samples, wrong);
      expect(code).toBe(exitCodes.partly);
      expect(out).toContain(`${samples.length - 1} registered`);
      expect(err).toContain('1 of 6 files were not taken');
      expect(err).toContain(wrong);
    });

    it('replays kept inventories with a bar, and says of an unknown one that it is not kept', async () => {
      const { code, out, err } = await here('inventory', 'replay');
      expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ read again, 0 changed$/m)]);
      expect(err).toContain('Replaying: 1000 of 1000');
      expect((await here('inventory', 'replay', '--dry-run')).out).toContain('0 would change');
      const unknown = await here('inventory', 'replay', '0'.repeat(64));
      expect([unknown.code, unknown.err]).toEqual([
        exitCodes.failed,
        expect.stringContaining('No such inventory is kept'),
      ]);
    });

    it('CLI-027 CLI-013 exports the device list in the encoding asked for', async () => {
      const file = join(folder, 'devices.csv');
      const { code, err } = await here(
        'export',
        'devices',
        '-export',
        file,
        '--columns',
        'name,osName',
        '-encoding',
        'UTF-16LE',
      );
      expect([code, err]).toEqual([0, '']);
      const text = readFileSync(file, 'utf16le');
      expect(text).toMatch(/^id,name,osName\r?$/m);
      expect(text).toMatch(/^[^,]+,lab-ocs-big,Debian GNU\/Linux 12/m);
    });

    it('CLI-027 DEV-032 exports through a saved view by its name, and ends with 70 for a name that is none', async () => {
      const file = join(folder, 'view.csv');
      const signedIn = { MUSTER_URL: server.url, MUSTER_USER: 'system', MUSTER_PASSWORD: adminPassword };
      const account = await fetch(`${server.url}/api/v1/sessions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ userId: 'system', password: adminPassword }),
      });
      const { token } = (await account.json()) as { token: string };
      const view = { id: 'v1', name: 'The laboratory', f: 'name.prefix.lab-ocs', sort: 'name' };
      const saved = await fetch(`${server.url}/api/v1/me`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ preferences: { views: { devices: [view] } } }),
      });
      expect(saved.status).toBe(200);
      const all = join(folder, 'all.csv');
      const names = (path: string) =>
        readFileSync(path, 'utf8')
          .split('\r\n')
          .filter(line => /^[0-9a-f-]{36},/.test(line))
          .map(line => line.split(',')[1]);
      const columns = ['--columns', 'name'];
      expect((await muster(['export', 'devices', '-export', all, ...columns], signedIn)).code).toBe(0);
      const through = ['-filter', 'The laboratory', ...columns];
      const done = await muster(['export', 'devices', '-export', file, ...through], signedIn);
      expect([done.code, done.err]).toEqual([0, '']);
      expect(names(file)).toEqual(names(all).filter(name => name?.startsWith('lab-ocs')));
      expect(names(file).length).toBeGreaterThan(0);
      expect(names(file).length).toBeLessThan(names(all).length);
      rmSync(file);
      const none = await muster(['export', 'devices', '-export', file, '-filter', 'The workshop'], signedIn);
      expect([none.code, none.err.includes('The workshop'), existsSync(file)]).toEqual([70, true, false]);
    });

    it('DEV-034 CLI-013 exports the software filtered, with chosen columns, as UTF-8 or another encoding', async () => {
      const file = join(folder, 'chosen.csv');
      const chosen = ['--filter', 'name.prefix.mariadb', '--columns', 'name,devices', '-s'];
      const run = (...more: string[]) => here('export', 'software', '--export', file, ...chosen, ...more);
      expect((await run()).code).toBe(0);
      const bytes = readFileSync(file);
      expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      expect(text).toMatch(/^id,name,devices\r$/m);
      const rows = (all: string) => all.split('\r\n').filter(line => line.includes(',mariadb'));
      expect(rows(text).length).toBeGreaterThan(0);
      expect(text).not.toContain('bash');
      expect((await run('--encoding', 'UTF-16BE')).code).toBe(0);
      expect(rows(new TextDecoder('utf-16be').decode(readFileSync(file)))).toEqual(rows(text));
    });

    it('CLI-004 needs nobody at a terminal: it never asks, and its exit code says how it went', async () => {
      const file = join(folder, 'scheduled.csv');
      const scheduled = (...args: string[]) => here(...args).then(({ code }) => code);
      expect(await scheduled('export', 'devices', '--export', file)).toBe(exitCodes.done);
      expect(await scheduled('export', 'devices', '--export', file)).toBe(exitCodes.write);
      expect(await scheduled('export', 'devices', '--export', file, '-s')).toBe(exitCodes.done);
      expect(await scheduled('inventory', 'import', samples[0]!)).toBe(exitCodes.done);
      expect(await scheduled('token', 'create', '--uses', '1', '--expires', '1h')).toBe(exitCodes.done);
      expect(await scheduled('ledger', 'verify')).toBe(exitCodes.done);
      expect(await scheduled('projections', 'rebuild', 'nonsense')).toBe(exitCodes.failed);
    });

    it('CLI-011 asks at a terminal before it replaces a file, and does as it is told', async () => {
      const file = join(folder, 'asked.csv');
      /** At a terminal of its own, with the answer typed in. */
      const atTerminal = (list: string, answer: string, ...more: string[]) => {
        const command = [process.execPath, 'src/cli/main.ts', 'export', list, '--export', file, ...more];
        return spawnSync('script', ['-qec', command.join(' '), '/dev/null'], {
          env: { ...process.env, MUSTER_DATA: data },
          input: answer,
          encoding: 'utf8',
        });
      };
      for (const list of ['devices', 'software']) {
        writeFileSync(file, 'mine');
        const kept = atTerminal(list, 'n\n');
        expect([kept.status, kept.stdout.includes('exists. Replace it?')]).toEqual([0, true]);
        expect(readFileSync(file, 'utf8')).toBe('mine');
        expect(atTerminal(list, 'y\n').status).toBe(0);
        expect(readFileSync(file, 'utf8')).toContain('id,');
        writeFileSync(file, 'mine');
        const silent = atTerminal(list, '', '-s');
        expect([silent.status, silent.stdout.includes('Replace')]).toEqual([0, false]);
        expect(readFileSync(file, 'utf8')).toContain('id,');
      }
    });

    it('CLI-011 replaces an existing file only with -s', async () => {
      const file = join(folder, 'software.csv');
      expect((await here('export', 'software', '--export', file)).code).toBe(0);
      writeFileSync(file, 'mine');
      const refused = await here('export', 'software', '--export', file);
      expect([refused.code, readFileSync(file, 'utf8')]).toEqual([exitCodes.write, 'mine']);
      expect((await here('export', 'software', '--export', file, '-s')).code).toBe(0);
      expect(readFileSync(file, 'utf8')).toContain('mariadb-server');
    });

    it('leaves no file behind where the filter is refused', async () => {
      const file = join(folder, 'filtered.csv');
      const { code, err } = await here('export', 'devices', '--export', file, '--filter', 'nonsense.eq.1');
      expect(code).not.toBe(0);
      expect(err).toContain('nonsense');
      expect(existsSync(file)).toBe(false);
    });

    it('lists the projections and rebuilds one while it serves', async () => {
      expect((await here('projections', 'list')).out).toMatch(/^devices\.list +live/m);
      expect((await here('projections', 'rebuild', 'devices.list')).out).toContain(
        'devices.list is rebuilt.',
      );
      const unknown = await here('projections', 'rebuild', 'nonsense');
      expect(unknown.code).toBe(exitCodes.failed);
    });

    it('replays the log and finds that the read models say the same', async () => {
      const { code, out } = await here('replay', '--as-of', '2099-01-01', '--check');
      expect([code, out]).toEqual([0, expect.stringContaining('The read models say what the log says.')]);
    });

    it('signs in to a server it is told of, and is refused with a wrong password', async () => {
      const remote = { MUSTER_URL: server.url, MUSTER_USER: 'system' };
      expect((await muster(['token', 'list'], { ...remote, MUSTER_PASSWORD: adminPassword })).code).toBe(0);
      expect((await muster(['token', 'list'], { ...remote, MUSTER_PASSWORD: 'wrong' })).code).toBe(
        exitCodes.permission,
      );
    });

    it('verifies the ledger beside the server', async () => {
      const { code, out } = await here('ledger', 'verify');
      expect([code, out]).toEqual([0, expect.stringContaining('Everything verifies.')]);
    });
  });

  describe('on a stopped store', () => {
    it('creates a token and lists projections without a server', async () => {
      const created = await here('token', 'create', '--uses', '2', '--expires', '30m');
      expect([created.code, created.err]).toEqual([0, '']);
      expect((await here('token', 'list')).out).toContain('0 of 2');
      expect((await here('projections', 'list')).out).toMatch(/^devices\.software +live/m);
    });

    it('proves one event to somebody without the store, and finds a proof that was altered', async () => {
      const { code, out } = await here('ledger', 'prove', '1');
      expect(code).toBe(0);
      const file = join(folder, 'proof.json');
      writeFileSync(file, out);
      expect((await muster(['ledger', 'check', file], {})).code).toBe(0);
      const proof = JSON.parse(out) as { event: { at: string } };
      proof.event.at = proof.event.at.replace('20', '19');
      writeFileSync(file, JSON.stringify(proof));
      expect((await muster(['ledger', 'check', file], {})).code).toBe(exitCodes.partly);
      expect((await here('ledger', 'prove', '9999999')).err).toContain('no event at that position');
    });

    it('finds one altered byte of one event in the file', async () => {
      expect((await here('ledger', 'verify')).code).toBe(0);
      const file = join(data, 'events.db');
      const bytes = readFileSync(file);
      const at = bytes.indexOf('lab-ocs-big');
      expect(at).toBeGreaterThan(0);
      bytes[at] = 'L'.charCodeAt(0);
      writeFileSync(file, bytes);
      const { code, err } = await here('ledger', 'verify');
      expect(code).toBe(exitCodes.partly);
      expect(err).toContain('does not verify');
    });
  });

  it('completes commands and options in bash', async () => {
    const { out } = await here('completion');
    const complete = (line: string) =>
      spawnSync(
        'bash',
        [
          '-c',
          `${out}\nCOMP_WORDS=(${line} ''); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _muster; echo "\${COMPREPLY[@]}"`,
        ],
        { encoding: 'utf8' },
      ).stdout.trim();
    expect(complete('muster').split(' ')).toEqual(
      expect.arrayContaining(['serve', 'token', 'ledger', 'replay']),
    );
    expect(complete('muster ledger')).toContain('verify');
    expect(complete('muster export devices').split(' ')).toContain('--as-of');
  });
});
