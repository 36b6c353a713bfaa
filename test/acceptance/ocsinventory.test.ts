import { join } from 'node:path';
import { expectThisMachine, runAgent, type RealServer } from '../support/agents.ts';
import { isInstalled } from '../support/installed.ts';
import { describeOnEveryPair } from '../support/store-pairs.ts';

const program = 'ocsinventory-agent';
const missing = `skipped: ${program} is not installed; enable it with: apt-get install ${program}`;

if (!isInstalled(program)) it(missing, () => void process.stderr.write(`${missing}\n`));
else
  describeOnEveryPair("Debian's OCS Inventory agent, unmodified", start => {
    let server: RealServer;
    beforeAll(async () => {
      server = await start();
    }, 180_000);
    afterAll(() => server.stop());

    /**
     * Its packaged configuration writes to a folder (`local=`), which an empty `--local` overrides. It expects
     * user and password in Base64 and sends them only to the realm it was told.
     */
    const run = (secret: string, ...more: string[]) =>
      runAgent(program, [
        '--debug',
        '--local',
        '',
        `--server=${server.url}/ocsinventory`,
        `--basevardir=${join(server.folder, 'ocs')}`,
        `--user=${Buffer.from('enrol').toString('base64')}`,
        `--password=${Buffer.from(secret).toString('base64')}`,
        '--realm=Muster',
        '--tag=LAB',
        ...more,
      ]);

    it('is refused with a wrong token and leaves no device', async () => {
      const { output } = await run('mse_wrong');
      expect(output).toContain('401 Unauthorized');
      expect(await server.devices()).toEqual([]);
    });

    it('enrols, and its machine appears managed with its facts; again, nothing is appended', async () => {
      const secret = await server.token(1);
      const first = await run(secret);
      expect(first.output).not.toContain('Cannot establish communication');
      expect(first.output).toContain('<RESPONSE>SEND</RESPONSE>');
      const [device, ...others] = await server.devices();
      expect(others).toEqual([]);
      expectThisMachine(device!);
      expect(device).toMatchObject({ dialect: 'ocs', agentName: 'OCS-NG_unified_unix_agent', tag: 'LAB' });
      expect(await server.deviceEvents()).toEqual(['DeviceRegistered']);

      // With --force it does not ask before it sends.
      const second = await run(secret, '--force');
      expect(second.output).not.toContain('Cannot establish communication');
      expect(await server.deviceEvents()).toEqual(['DeviceRegistered']);
      expect(await server.intake()).toEqual({ changed: 1, unchanged: 1 });
    });
  });
