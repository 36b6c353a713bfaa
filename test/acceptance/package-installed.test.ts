import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { runAgent, type RealServer } from '../support/agents.ts';
import { isInstalled } from '../support/installed.ts';
import { copyPackageDatabase, type PackageDatabase } from '../support/package-database.ts';
import { describeOnEveryPair } from '../support/store-pairs.ts';

const agent = 'fusioninventory-agent';
const lacking = [agent, 'dpkg', 'dpkg-deb'].filter(program => !isInstalled(program));
const missing = `skipped: ${lacking.join(' and ')} not installed; on Debian enable it with: apt-get install ${agent}`;
const packageName = 'muster-acceptance-sample';

interface Items<Row> {
  readonly items: readonly Row[];
}

if (lacking.length > 0) it(missing, () => void process.stderr.write(`${missing}\n`));
else
  describeOnEveryPair('a package that dpkg installs on a computer with an agent', start => {
    let server: RealServer;
    let packages: PackageDatabase;
    beforeAll(async () => {
      packages = copyPackageDatabase();
      server = await start();
    }, 180_000);
    afterAll(async () => {
      packages.remove();
      const remembered = `/var/lib/fusioninventory-agent/${server.url.replaceAll('/', '_')}_inventory`;
      rmSync(remembered, { recursive: true, force: true });
      await server.stop();
    });

    async function report(secret: string): Promise<void> {
      const { output } = await runAgent(
        agent,
        [`--server=${server.url}/inventory`, '--user=enrol', `--password=${secret}`, '--force'],
        packages.environment,
      );
      expect(output).not.toMatch(/\[error\]/);
    }

    it('is one sentence of the timeline after the next inventory, and was not there the moment before', async () => {
      const secret = await server.token(1);
      await report(secret);
      const [device] = await server.devices();
      const path = `/api/v1/devices/${device!.id}`;
      const before = new Date().toISOString();
      // Events of the second report are later than that moment, to the millisecond.
      await sleep(5);
      packages.install(packageName, '1.0-1');
      await report(secret);
      await server.devices();

      const timeline = await server.get<Items<{ text: string; eventType: string; kind: string }>>(
        `${path}/timeline?filter=kind.eq.software`,
      );
      const told = timeline.items.filter(({ text }) => text.includes(packageName));
      expect(told).toEqual([
        expect.objectContaining({
          kind: 'software',
          eventType: 'SoftwareInstalled',
          text: expect.stringContaining(`${packageName} 1.0-1`),
        }),
      ]);
      const named = `filter=name.eq.${packageName}`;
      const now = await server.get<Items<unknown>>(`${path}/software?${named}`);
      expect(now.items).toMatchObject([{ name: packageName, version: '1.0-1' }]);
      const then = await server.get<Items<unknown>>(`${path}/software?${named}&asOf=${before}`);
      expect(then.items).toEqual([]);
      const count = async (more: string) =>
        (await server.get<{ summary: { softwareCount: number } }>(`${path}${more}`)).summary.softwareCount;
      expect(await count('')).toBe((await count(`?asOf=${before}`)) + 1);
    });
  });
