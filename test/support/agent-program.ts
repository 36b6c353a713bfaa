import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adminPassword, type CommandOutcome } from './programs.ts';
import { RunningProgram } from './running-program.ts';

/** `muster-agent` as a process of its own, on a computer that is a folder. */
export class AgentProgram {
  readonly data: string;
  readonly #root: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #program = new RunningProgram();

  constructor(folder: string, data = join(folder, 'agent'), pace = 0.01) {
    this.data = data;
    const root = join(folder, 'root');
    this.#root = root;
    mkdirSync(join(root, 'var/lib/dpkg'), { recursive: true });
    this.#environment = {
      ...process.env,
      MUSTER_AGENT_ROOT: root,
      MUSTER_AGENT_PACE: String(pace),
      MUSTER_AGENT_DRY_RUN: '1',
    };
  }

  /** Puts one package on the computer, in this version. */
  install(version: string): void {
    const stanza = `Package: tested\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${version}\n`;
    writeFileSync(join(this.#root, 'var/lib/dpkg/status'), stanza);
  }

  /** Puts a file onto the one disk of the computer. */
  copy(path: string): void {
    for (const [at, content] of [
      ['proc/self/mountinfo', '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n'],
      [path, 'copied'],
    ] as const) {
      mkdirSync(join(this.#root, at, '..'), { recursive: true });
      writeFileSync(join(this.#root, at), content);
    }
  }

  /** Somebody with this user id is at a desktop of the computer. */
  seat(uid: number): void {
    const folder = join(this.#root, 'run/user', String(uid));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'bus'), '');
  }

  do(...args: readonly string[]): Promise<CommandOutcome> {
    return new Promise(resolve => {
      execFile(
        process.execPath,
        ['src/agent/main.ts', ...args, '--data', this.data],
        { env: this.#environment },
        (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });
  }

  /** `muster-agent run`, until `stop`. */
  start(): void {
    const args = ['src/agent/main.ts', 'run', '--data', this.data];
    this.#program.start(process.execPath, args, this.#environment);
  }

  /** What it has written since it was made. */
  get said(): string {
    return this.#program.said;
  }

  /** As a loss of power would end it. */
  kill(): Promise<number | null> {
    return this.#program.end('SIGKILL');
  }

  /** SIGTERM, then its exit code. */
  stop(): Promise<number | null> {
    return this.#program.stop();
  }
}

/** The interface of a server program, as its administrator. */
export async function administratorOf(
  url: string,
): Promise<<T>(method: string, path: string, body?: object) => Promise<T>> {
  const headers = { 'content-type': 'application/json' };
  const session = await fetch(`${url}/api/v1/sessions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ userId: 'system', password: adminPassword }),
  });
  const { token } = (await session.json()) as { token: string };
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && headers) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
}
