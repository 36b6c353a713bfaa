import { spawn, type ChildProcess } from 'node:child_process';

/** A program that runs until it is told to stop, and what it writes meanwhile. */
export class RunningProgram {
  #running: ChildProcess | undefined;
  #said = '';

  start(program: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (this.#said += chunk.toString()));
    this.#running = child;
  }

  /** What it has written since it was made, over all its starts. */
  get said(): string {
    return this.#said;
  }

  /** SIGTERM, then its exit code. */
  stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const child = this.#running;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>(resolve => child.once('exit', resolve));
    child.kill(signal);
    return ended;
  }
}
