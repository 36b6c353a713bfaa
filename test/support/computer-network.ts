import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { isInstalled } from './installed.ts';

/** Computers with a network, a name and processes of their own can be made here. */
export const canBeNetworked =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  ['unshare', 'nsenter', 'ip'].every(isInstalled) &&
  spawnSync('unshare', ['--net', '--uts', '--mount', '--pid', '--fork', 'true']).status === 0;

/**
 * The first process of such a computer, with its name, the address of its card and its IP address. All that runs there
 * ends with it, and it ends with its standard input: nothing is left behind, also where the test itself is killed. It waits
 * for a child, as that takes leave of processes whose parents are gone too. Firmware would tell of the machine below.
 */
const first = `set -e
mount -t sysfs sysfs /sys
[ ! -d /sys/devices/virtual/dmi ] || mount -t tmpfs tmpfs /sys/devices/virtual/dmi
echo "$1" >/proc/sys/kernel/hostname
ip link set lo up
ip link add eth0 address "$2" type veth peer name cable
ip address add "$3/24" dev eth0
ip link set cable up
ip link set eth0 up
echo up
exec 3<&0
cat <&3 >/dev/null &
wait`;

/** On that computer: what speaks to the server's port on its loopback is led to a socket in the file system. */
const lead = `
const net = require('node:net');
const [port, path] = process.argv.slice(1);
net.createServer(one => {
  const other = net.connect(path);
  for (const [from, to] of [[one, other], [other, one]]) from.on('error', () => to.destroy()).pipe(to);
}).listen(Number(port), '127.0.0.1', () => process.stdout.write('led\\n'));`;

/** A computer of its own as far as name, network and processes go; of the outside it reaches the server alone. */
export class ComputerNetwork {
  readonly hostName: string;
  readonly #first: ChildProcess;
  #outside: Server | undefined;
  readonly #lines = new Set<Socket>();

  private constructor(hostName: string, process: ChildProcess) {
    this.hostName = hostName;
    this.#first = process;
  }

  /** `number` tells its addresses from those of other computers; up to 250. */
  static async start(hostName: string, number: number): Promise<ComputerNetwork> {
    const card = `3c:52:82:77:00:${number.toString(16).padStart(2, '0')}`;
    const namespaces = ['--net', '--uts', '--mount', '--mount-proc', '--pid', '--fork', '--kill-child'];
    const words = [...namespaces, 'sh', '-c', first, 'sh', hostName, card, `10.77.0.${number}`];
    const child = spawn('unshare', words, { stdio: ['pipe', 'pipe', 'inherit'] });
    await said(child);
    return new ComputerNetwork(hostName, child);
  }

  /** What stands before a command, so that it runs there. */
  get words(): readonly string[] {
    const of = `/proc/${this.#first.pid}/ns`;
    // The program that makes processes there is not one of them itself.
    return [
      'nsenter',
      `--net=${of}/net`,
      `--uts=${of}/uts`,
      `--mount=${of}/mnt`,
      `--pid=${of}/pid_for_children`,
    ];
  }

  /** The server at this address of our loopback is at the same one of its own; `folder` is for the socket between them. */
  async reach(server: string, folder: string): Promise<void> {
    const port = Number(new URL(server).port);
    const path = join(folder, `${this.hostName}.sock`);
    this.#outside = createServer(one => {
      const other = connect(port, '127.0.0.1');
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const) {
        this.#lines.add(from);
        from.on('error', () => to.destroy()).once('close', () => this.#lines.delete(from));
        from.pipe(to);
      }
    });
    await once(this.#outside.listen(path), 'listening');
    const [program, ...words] = [...this.words, process.execPath, '-e', lead, String(port), path];
    await said(spawn(program!, words, { stdio: ['ignore', 'pipe', 'inherit'] }));
  }

  /** With everything that runs there. */
  async end(): Promise<void> {
    const ended = once(this.#first, 'exit');
    this.#first.stdin!.end();
    await ended;
    for (const line of this.#lines) line.destroy();
    this.#outside?.close();
  }
}

/** Once it has said something. Rejects where it ends instead. */
async function said(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnfile} ended with ${code}`);
  });
  await Promise.race([once(child.stdout!, 'data'), ended]);
  ended.catch(() => undefined);
}
