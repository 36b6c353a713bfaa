import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageFile } from '../../domain/agents/index.ts';
import { ownPlatform } from '../../src/agent/update/home.ts';
import type { CommandOutcome } from './programs.ts';
import { RunningProgram } from './running-program.ts';

/** What the scripts of a package need of a computer. Node is not among it. */
const tools = ['sh', 'cat', 'cp', 'dirname', 'id', 'ln', 'mkdir', 'mv', 'rm', 'sed', 'uname'];

/** An agent installed from a package, on a computer that is a folder and has no Node. */
export class PackagedAgent {
  readonly home: string;
  readonly data: string;
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #program = new RunningProgram();

  constructor(folder: string) {
    this.#folder = folder;
    this.home = join(folder, 'home');
    this.data = join(folder, 'data');
    const path = join(folder, 'bin');
    for (const made of [path, join(folder, 'root/var/lib/dpkg')]) mkdirSync(made, { recursive: true });
    for (const tool of tools)
      symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), join(path, tool));
    this.#environment = {
      PATH: path,
      MUSTER_AGENT_ROOT: join(folder, 'root'),
      MUSTER_AGENT_PACE: '0.01',
      MUSTER_AGENT_DRY_RUN: '1',
    };
  }

  /** Unpacks the package of a version out of a folder and runs its installer. */
  install(packages: string, version: string, ...args: readonly string[]): Promise<CommandOutcome> {
    const file = join(packages, packageFile(version, ownPlatform()!));
    execFileSync('tar', ['-xzf', file, '-C', this.#folder]);
    const script = join(this.#folder, 'muster-agent/install.sh');
    const folders = ['--no-service', '--home', this.home, '--data', this.data];
    return this.#do('sh', [script, ...folders, ...args]);
  }

  /** The version a pointer leads to. */
  at(pointer: 'current' | 'good'): string {
    return basename(readlinkSync(join(this.home, pointer)));
  }

  status(): Promise<CommandOutcome> {
    return this.#do(join(this.home, 'good/muster-agent'), ['status', '--data', this.data]);
  }

  /** As the service manager does. */
  start(): void {
    const good = join(this.home, 'good');
    const args = [join(good, 'launcher.mjs'), 'run', '--data', this.data];
    this.#program.start(join(good, 'runtime/node'), args, this.#environment);
  }

  /** What launcher and agents have written since it was made. */
  get said(): string {
    return this.#program.said;
  }

  /** SIGTERM, then its exit code. */
  stop(): Promise<number | null> {
    return this.#program.stop();
  }

  #do(program: string, args: readonly string[]): Promise<CommandOutcome> {
    return new Promise(resolve => {
      execFile(program, [...args], { env: this.#environment }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });
  }
}
