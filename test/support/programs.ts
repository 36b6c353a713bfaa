import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export const adminPassword = 'tests-only-7d1c0b';

/** The real server as a process of its own. */
export interface ServerProgram {
  readonly url: string;
  readonly child: ChildProcess;
  /** What it wrote to standard error. */
  said(): string;
  /** SIGTERM, then its exit code. */
  stop(): Promise<number | null>;
}

export async function startServer(
  dataFolder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProgram> {
  const child = spawn(process.execPath, ['src/server/main.ts'], {
    env: {
      ...process.env,
      MUSTER_DATA: dataFolder,
      MUSTER_LISTEN: '127.0.0.1:0',
      MUSTER_ADMIN_PASSWORD: adminPassword,
      MUSTER_LOG_LEVEL: 'error',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>(resolve => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', code => reject(new Error(`the server ended with ${code}: ${said}`)));
    createInterface({ input: child.stdout! }).on('line', line => {
      const ready = /^muster ready (\S+)$/.exec(line);
      if (ready?.[1]) resolve(ready[1]);
    });
  });
  return {
    url,
    child,
    said: () => said,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

export interface CommandOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `muster …` as a process of its own, without any MUSTER_ of this process. */
export function muster(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CommandOutcome> {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('MUSTER_')),
  );
  return new Promise(resolve => {
    const child = execFile(
      process.execPath,
      ['src/cli/main.ts', ...args],
      { env: { ...inherited, ...environment }, maxBuffer: 64 * 2 ** 20 },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
    // It may have ended before it is told that nothing will come.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end();
  });
}
