import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** The real server in a process of its own, on a folder of its own unless one is given. */
export class ServerProcess {
  readonly url: string;
  readonly folder: string;
  /** Milliseconds from spawn to `muster ready`. */
  readonly startedIn: number;
  readonly #child: ChildProcess;
  readonly #temporary: boolean;
  #token = '';

  private constructor(
    child: ChildProcess,
    url: string,
    folder: string,
    startedIn: number,
    temporary: boolean,
  ) {
    this.#child = child;
    this.url = url;
    this.folder = folder;
    this.startedIn = startedIn;
    this.#temporary = temporary;
  }

  /** `environment`: further settings, such as the stores to use. */
  static async start(
    folder?: string,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<ServerProcess> {
    const data = folder ?? mkdtempSync(join(tmpdir(), 'muster-bench-'));
    const began = performance.now();
    const child = spawn(process.execPath, ['src/server/main.ts'], {
      env: {
        ...process.env,
        MUSTER_DATA: data,
        MUSTER_LISTEN: '127.0.0.1:0',
        MUSTER_ADMIN_PASSWORD: password,
        MUSTER_LOG_LEVEL: 'warn',
        MUSTER_REQUESTS_PER_MINUTE: '0',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', code => reject(new Error(`the server ended with ${code}`)));
      createInterface({ input: child.stdout }).on('line', line => {
        const ready = /^muster ready (\S+)/.exec(line);
        if (ready?.[1]) resolve(ready[1]);
      });
    });
    const server = new ServerProcess(child, url, data, performance.now() - began, folder === undefined);
    await server.#signIn();
    return server;
  }

  async #signIn(): Promise<void> {
    const session = await this.json<{ token: string }>('POST', '/api/v1/sessions', {
      userId: 'system',
      password,
    });
    this.#token = session.token;
  }

  async json<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.#token ? { authorization: `Bearer ${this.#token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  async text(path: string): Promise<string> {
    const response = await fetch(this.url + path);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
    return response.text();
  }

  /** Resolves once every projection has every event. */
  async caughtUp(): Promise<void> {
    for (;;) {
      const { items } = await this.json<{ items: { lag: number }[] }>('GET', '/api/v1/projections');
      if (items.every(({ lag }) => lag === 0)) return;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
  }

  get bearer(): string {
    return this.#token;
  }

  /** Bytes of resident memory now. */
  residentBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1024;
  }

  /** Seconds of processor time used so far, all threads. */
  processorSeconds(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** The same of each thread by its id; the name says what it does. */
  threadSeconds(): ReadonlyMap<string, { readonly name: string; readonly seconds: number }> {
    const tasks = `/proc/${this.#child.pid}/task`;
    return new Map(
      readdirSync(tasks).map(id => {
        const [, name = '', rest = ''] =
          /\((.*)\) (.*)/s.exec(readFileSync(`${tasks}/${id}/stat`, 'utf8')) ?? [];
        const fields = rest.split(' ');
        const seconds = (Number(fields[11]) + Number(fields[12])) / 100;
        return [id, { name: id === String(this.#child.pid) ? 'main' : name, seconds }];
      }),
    );
  }

  async enrolmentToken(uses: number): Promise<string> {
    const created = await this.json<{ token: string }>('POST', '/api/v1/enrolment-tokens', {
      uses,
      expiresInSeconds: 7_200,
    });
    return created.token;
  }

  async stop(): Promise<void> {
    const ended = new Promise(resolve => this.#child.once('exit', resolve));
    this.#child.kill('SIGTERM');
    await ended;
    if (this.#temporary) rmSync(this.folder, { recursive: true, force: true });
  }
}

const password = 'bench-only-4f1d9a7c2b';
