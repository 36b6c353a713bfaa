import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBalancer } from './balancer.ts';
import { adminPassword, startServer, type ServerProgram } from './programs.ts';

export interface AgentRun {
  readonly code: number;
  readonly output: string;
}

/**
 * Other suites mount volumes in the folder of temporary files while an agent looks at this machine, and take them away
 * again. In a mount namespace without them the machine is the same every time.
 */
const canHideVolumes = spawnSync('unshare', ['--mount', 'true']).status === 0;
const hideVolumes = `findmnt --raw --noheadings --output TARGET | grep '^${tmpdir()}/' | xargs --no-run-if-empty umount --lazy
exec "$@"`;

/** An agent of this machine, run once. */
export function runAgent(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<AgentRun> {
  const env = { ...process.env, LC_ALL: 'C', ...environment };
  const options = { timeout: 120_000, maxBuffer: 64 * 1024 * 1024, env };
  return new Promise(resolve => {
    const words = canHideVolumes ? ['unshare', '--mount', 'sh', '-c', hideVolumes, 'sh', program] : [program];
    const [first, ...others] = [...words, ...args] as [string, ...string[]];
    execFile(first, others, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

export interface RealServer {
  /** Where there are several, of the load balancer before them. */
  readonly url: string;
  readonly folder: string;
  /** Secret of an enrolment token. */
  token(uses: number): Promise<string>;
  get<T>(path: string): Promise<T>;
  /** Devices, once the lists have everything in the log. */
  devices(): Promise<readonly Row[]>;
  /** Types of all events of devices, oldest first. */
  deviceEvents(): Promise<readonly string[]>;
  /** Inventories that brought something new and such that did not, at all servers together. */
  intake(): Promise<{ readonly changed: number; readonly unchanged: number }>;
  stop(): Promise<void>;
}

/**
 * The server as users run it, with a data folder of its own; or several behind a load balancer, of which the last is
 * asked, so that what the others were told has come to it through the stores.
 */
export async function startRealServer(
  environment: Readonly<Record<string, string>> = {},
  servers = 1,
): Promise<RealServer> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-acceptance-'));
  const programs: ServerProgram[] = [];
  for (let number = 0; number < servers; number++)
    programs.push(await startServer(join(folder, `data${number}`), environment));
  const urls = programs.map(({ url }) => url);
  const last = urls.at(-1)!;
  const balancer = servers > 1 ? await startBalancer(urls) : null;
  const call = async <T>(path: string, token: string | null, body?: unknown, url = last): Promise<T> => {
    const response = await fetch(`${url}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: {
        'content-type': 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { token } = await call<{ token: string }>('/api/v1/sessions', null, {
    userId: 'system',
    password: adminPassword,
  });
  const events = () =>
    call<{ items: { type: string; stream: string; position: number }[] }>('/api/v1/events?limit=1000', token);
  return {
    url: balancer?.url ?? last,
    folder,
    token: async uses =>
      (await call<{ token: string }>('/api/v1/enrolment-tokens', token, { uses, expiresInSeconds: 600 }))
        .token,
    get: path => call(path, token),
    async devices() {
      const newest = (await events()).items[0]?.position ?? 0;
      return (await call<{ items: Row[] }>(`/api/v1/devices?after=${newest}`, token)).items;
    },
    async deviceEvents() {
      const { items } = await events();
      return items
        .filter(({ stream }) => stream.startsWith('device-'))
        .map(({ type }) => type)
        .reverse();
    },
    async intake() {
      const sum = { changed: 0, unchanged: 0 };
      for (const url of urls) {
        const health = await call<{ intake: typeof sum }>('/api/v1/health', token, undefined, url);
        sum.changed += health.intake.changed;
        sum.unchanged += health.intake.unchanged;
      }
      return sum;
    },
    async stop() {
      balancer?.close();
      for (const program of programs) await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What every agent must have told of the machine this test runs on. */
export function expectThisMachine(device: Row): void {
  expect(device).toMatchObject({
    hostName: hostname().split('.')[0],
    managementStatus: 'managed',
    managementType: 'agent',
    osFamily: 'linux',
  });
  expect(device['osName']).toMatch(/Debian|Ubuntu|Linux/);
  expect(device['memory']).toBeGreaterThan(0);
  expect(device['softwareCount']).toBeGreaterThan(50);
}
