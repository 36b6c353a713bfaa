import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from './installed.ts';
import type { ComputerNetwork } from './computer-network.ts';
import type { CommandOutcome } from './programs.ts';

/** What installers may expect of a computer. Node is not among it. */
const tools = [
  ...['sh', 'cat', 'chmod', 'cp', 'curl', 'cut', 'df', 'dirname', 'env', 'gzip', 'head', 'id', 'ln', 'mkdir'],
  ...['mktemp', 'mv', 'rm', 'sed', 'setsid', 'sha256sum', 'sleep', 'tail', 'tar', 'tr', 'uname'],
];
/** Where an installer and a service write. */
const written = ['/opt', '/var/lib', '/etc/systemd/system'];

/** Installers write where only root may; they are given these folders of their own instead, in a mount namespace. */
export const canBeScratched =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  isInstalled('unshare') &&
  written.every(each => existsSync(each));

/**
 * A computer that is this one with empty `/opt`, `/var/lib` and `/etc/systemd/system`, without Node in its path, and with
 * a `systemctl` that records what it is told, starts and ends the one service there is.
 */
export class ScratchComputer {
  readonly #folder: string;
  readonly #network: ComputerNetwork | undefined;

  /** Without a network of its own it is on this one's, and is called as this one. */
  constructor(folder: string, network?: ComputerNetwork) {
    this.#folder = folder;
    this.#network = network;
    for (const each of ['bin', 'root/var/lib/dpkg', ...written.map(path => `on${path}`)])
      mkdirSync(join(folder, each), { recursive: true });
    for (const tool of tools)
      symlinkSync(execFileSync('which', [tool], { encoding: 'utf8' }).trim(), this.#at('bin', tool));
    writeFileSync(this.#at('bin', 'systemctl'), this.#systemctl(), { mode: 0o755 });
  }

  /** What lies at an absolute path of that computer. */
  path(path: string): string {
    return join(this.#folder, 'on', path);
  }

  entries(path: string): string[] {
    return readdirSync(this.path(path));
  }

  /** Has the disk of another one, which is off. */
  copyDiskOf(other: ScratchComputer): void {
    for (const each of written) execFileSync('cp', ['-a', `${other.path(each)}/.`, this.path(each)]);
  }

  /** As root of that computer, by a shell; the text is its standard input. */
  run(script: string, input = ''): Promise<CommandOutcome> {
    const mounts = written.map(each => `mount --bind '${this.path(each)}' ${each}`).join(' && ');
    const inside = `${mounts} && exec env -i PATH='${this.#at('bin')}' sh -c "$1"`;
    const words = ['unshare', '--mount', 'sh', '-c', inside, 'sh', script];
    const [program, ...args] = [...(this.#network?.words ?? []), ...words] as [string, ...string[]];
    return new Promise(resolve => {
      const child = execFile(program, args, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
      // A script may be at its end before it has read anything.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }

  /** What `systemctl` was told, one line each. */
  get calls(): string[] {
    return this.#read('calls').trimEnd().split('\n').filter(Boolean);
  }

  /** What the service has written. */
  get said(): string {
    return this.#read('said');
  }

  /** Ends the service where it runs. */
  async off(): Promise<void> {
    await this.run('systemctl disable --now muster-agent.service');
  }

  #at(...parts: string[]): string {
    return join(this.#folder, ...parts);
  }

  #read(name: string): string {
    const file = this.#at(name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  #systemctl(): string {
    const here = this.#folder;
    const environment = `MUSTER_AGENT_ROOT='${here}/root' MUSTER_AGENT_PACE=0.01 MUSTER_AGENT_DRY_RUN=1`;
    return `#!/bin/sh
echo "$*" >>'${here}/calls'
end() {
  [ -s '${here}/pid' ] || return 0
  kill "$(cat '${here}/pid')" 2>/dev/null
  while kill -0 "$(cat '${here}/pid')" 2>/dev/null; do sleep 0.05; done
  rm '${here}/pid'
}
case "$1" in
  restart)
    end
    command=$(sed -n 's/^ExecStart=//p' /etc/systemd/system/muster-agent.service)
    setsid env ${environment} sh -c "exec $command" </dev/null >>'${here}/said' 2>&1 &
    echo $! >'${here}/pid'
    ;;
  disable) end ;;
esac
`;
  }
}
