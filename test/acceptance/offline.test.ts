import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { exitCodes as agentCodes } from '../../src/agent/fault.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { administratorOf, AgentProgram } from '../support/agent-program.ts';
import { temporaryFolders } from '../support/folder.ts';
import { tokenFor } from '../support/installation.ts';
import { muster, startServer, type ServerProgram } from '../support/programs.ts';

jest.setTimeout(120_000);

const folder = temporaryFolders();

/** The real agent collects on this machine without being enrolled; its files reach the real server by three ways. */
describe('a computer without a line to the server', () => {
  const data = folder();
  const medium = folder();
  const results = join(medium, 'Data');
  const computer = new AgentProgram(folder());
  let server: ServerProgram;
  let admin: Awaited<ReturnType<typeof administratorOf>>;
  beforeAll(async () => {
    server = await startServer(data);
    admin = await administratorOf(server.url);
  });
  afterAll(() => server.stop());

  const files = () =>
    readdirSync(results)
      .filter(name => name.endsWith('.muster-inventory'))
      .sort()
      .map(name => join(results, name));
  const bring = (...args: string[]) => muster(['offline', 'import', ...args], { MUSTER_DATA: data });
  const device = async () => {
    const { items } = await admin<{ items: { id: string }[] }>('GET', '/devices?after=1');
    return admin<{ id: string; managementType: string; offline: { outcome: string; deliveredBy: string } }>(
      'GET',
      `/devices/${items[0]!.id}`,
    );
  };

  test('AGT-039 CLI-086 CLI-087: results of several collections gather on the medium, none over another', async () => {
    for (const version of ['1.0', '1.1']) {
      computer.install(version);
      const { code, out } = await computer.do('collect', '--output', medium, '/u', '/s');
      expect([code, out]).toEqual([0, expect.stringContaining(join(results, `${hostname()}_`))]);
    }
    computer.install('1.2');
    expect(await computer.do('collect', '--output', medium, '/silent')).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    expect(files()).toHaveLength(3);
  });

  test('CLI-088: what keeps a collection from its work has a code, and the number of the catalogue beside it', async () => {
    const long = await computer.do('collect', '--output', join(medium, 'a'.repeat(128)));
    expect([long.code, long.err]).toEqual([
      agentCodes.PATH_TOO_LONG,
      expect.stringContaining('(PATH_TOO_LONG, 10051)'),
    ]);
    expect((await computer.do('collect', '--out', medium)).code).toBe(agentCodes.USAGE);
    const damaged = folder();
    writeFileSync(join(damaged, 'tool.json'), '{}');
    expect((await computer.do('collect', '--output', damaged)).err).toContain('(TOOL_DAMAGED, 10105)');
    writeFileSync(join(results, '.collecting'), JSON.stringify({ host: hostname(), pid: process.pid }));
    expect((await computer.do('collect', '--output', medium)).err).toContain('(COLLECTION_RUNNING, 10031)');
    // Of a program that is gone.
    writeFileSync(join(results, '.collecting'), JSON.stringify({ host: 'another', pid: 1 }));
    expect((await computer.do('collect', '--output', medium)).code).toBe(0);
  });

  test('a dry run says what would happen and changes nothing; the import brings all, oldest first', async () => {
    const tried = await bring('--dry-run', medium);
    expect([tried.code, tried.out]).toEqual([0, expect.stringContaining('4 new device')]);
    expect((await admin<{ total: number }>('GET', '/devices')).total).toBe(0);
    const [first] = files();
    const later = await bring(files()[2]!);
    expect(later.out).toContain('1 new device');
    expect((await bring(first!)).out).toContain('1 older than what is known, noted as late');
    const rest = await bring(medium);
    expect([rest.code, rest.out]).toEqual([0, expect.stringContaining('1 newer, nothing changed')]);
    expect(await device()).toMatchObject({
      managementType: 'offline',
      offline: { deliveredBy: 'system:command-line' },
    });
  });

  test('a file that was edited, cut off or is none is named, and the others are taken', async () => {
    const [whole] = files();
    const bad = folder();
    const text = gunzipSync(readFileSync(whole!)).toString();
    writeFileSync(join(bad, 'edited.muster-inventory'), gzipSync(text.replace('"tested"', '"harmless"')));
    writeFileSync(join(bad, 'cut.muster-inventory'), readFileSync(whole!).subarray(0, 300));
    writeFileSync(join(bad, 'good.muster-inventory'), readFileSync(whole!));
    const { code, out, err } = await bring(bad);
    expect([code, out]).toEqual([exitCodes.partly, '1 delivered before, nothing to do\n']);
    expect(err).toMatch(/edited\.muster-inventory: .*\[OFFLINE_FILE_ALTERED\]/);
    expect(err).toMatch(/cut\.muster-inventory: .*\[OFFLINE_FILE_DAMAGED\]/);
    expect((await bring(join(bad, 'none'))).code).toBe(exitCodes.folder);
  });

  test('AGT-043 AGT-045 AGT-046 AGT-050 TRB-013: a computer that is online sends the results, and lists whose were taken', async () => {
    const online = new AgentProgram(folder());
    expect((await online.do('send-inventory', results)).code).toBe(agentCodes.NOT_ENROLLED);
    await online.do('enrol', '--server', server.url, '--token', await tokenFor(data));
    expect((await online.do('send-inventory', medium)).code).toBe(agentCodes.USAGE);
    await online.do('setup', '--communicate', 'off');
    expect((await online.do('send-inventory', results)).code).toBe(agentCodes.MANAGED_OFFLINE);
    await online.do('setup', '--communicate', 'on');
    writeFileSync(join(results, 'spoilt-pc.muster-inventory'), 'nothing');
    const { code, out, err } = await online.do('send-inventory', results);
    expect([code, out]).toEqual([agentCodes.DELIVERY_INCOMPLETE, '4 delivered, 1 failed\n']);
    expect(err).toContain('spoilt-pc.muster-inventory: OFFLINE_FILE_DAMAGED');
    const day = String.raw`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d `;
    const lines = (name: string) => readFileSync(join(results, name), 'utf8').trimEnd().split('\n');
    expect(lines('result_success.txt')).toHaveLength(4);
    expect(lines('result_success.txt')[0]).toMatch(new RegExp(`${day}${hostname()}$`));
    expect(lines('result_failed.txt')).toEqual([expect.stringMatching(new RegExp(`${day}spoilt-pc`))]);
  });
});
