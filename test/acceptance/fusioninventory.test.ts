import { rmSync } from 'node:fs';
import { release } from 'node:os';
import { expectThisMachine, runAgent, type RealServer } from '../support/agents.ts';
import { isInstalled } from '../support/installed.ts';
import { describeOnEveryPair } from '../support/store-pairs.ts';

const program = 'fusioninventory-agent';
const missing = `skipped: ${program} is not installed; enable it with: apt-get install ${program}`;

if (!isInstalled(program)) it(missing, () => void process.stderr.write(`${missing}\n`));
else
  describeOnEveryPair("Debian's FusionInventory agent, unmodified", start => {
    let server: RealServer;
    beforeAll(async () => {
      server = await start();
    }, 180_000);
    afterAll(async () => {
      // The agent remembers each server it was told.
      const remembered = `/var/lib/fusioninventory-agent/${server.url.replaceAll('/', '_')}_inventory`;
      rmSync(remembered, { recursive: true, force: true });
      await server.stop();
    });

    const run = (secret: string, ...more: string[]) =>
      runAgent(program, [
        `--server=${server.url}/inventory`,
        '--user=enrol',
        `--password=${secret}`,
        '--tasks=inventory,deploy',
        '--tag=LAB',
        '--debug',
        ...more,
      ]);

    it('is refused with a wrong token and leaves no device', async () => {
      const { output } = await run('mse_wrong');
      expect(output).toContain('wrong credentials');
      expect(await server.devices()).toEqual([]);
    });

    it('enrols, and its machine appears managed with its facts; again, nothing is appended', async () => {
      const secret = await server.token(1);
      const first = await run(secret);
      expect(first.output).not.toMatch(/\[error\]/);
      const [device, ...others] = await server.devices();
      expect(others).toEqual([]);
      expectThisMachine(device!);
      expect(device).toMatchObject({
        dialect: 'fusioninventory',
        agentName: 'FusionInventory-Agent',
        kernel: release(),
        tag: 'LAB',
      });
      expect(await server.deviceEvents()).toEqual(['DeviceRegistered']);

      // The token is used up; the agent's own secret is not, whichever server it comes to.
      const second = await run(secret, '--force');
      expect(second.output).not.toMatch(/\[error\]/);
      expect(await server.deviceEvents()).toEqual(['DeviceRegistered']);
      expect(await server.intake()).toEqual({ changed: 1, unchanged: 1 });
    });
  });
