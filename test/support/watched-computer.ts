import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { operationDetails, type OperationRecord } from '../../domain/operation-logs/index.ts';
import type { OperationCollector, SeenOperation, Watched } from '../../src/agent/operations/collector.ts';
import { keptIn } from '../../src/agent/operations/kept.ts';
import { KnownFiles } from '../../src/agent/operations/known-files.ts';

/** Whoever the tests run as, by the name of a person. */
export const person = { name: 'hana', uid: process.getuid?.() || 1_234 };

/**
 * A computer that is a folder, with the processes of the real one. Its clock may run ahead of what happens, never behind.
 */
export class WatchedComputer implements Watched {
  readonly root: string;
  readonly records: SeenOperation[] = [];
  /** What programs say, by their command line. */
  readonly programs: Record<string, string> = {};
  readonly #known = new KnownFiles();
  readonly #stops: (() => Promise<void>)[] = [];

  constructor(folder: string) {
    this.root = join(folder, 'root');
    mkdirSync(this.home, { recursive: true });
    const accounts = [
      `root:x:0:0::/root:/bin/bash`,
      `hana:x:${person.uid}:${person.uid}::/home/hana:/bin/bash`,
    ];
    this.write('etc/passwd', `${accounts.join('\n')}\n`);
  }

  get home(): string {
    return join(this.root, 'home/hana');
  }

  /** The real processes and mounts, instead of files of the folder. */
  withProcesses(): this {
    symlinkSync('/proc', join(this.root, 'proc'));
    return this;
  }

  write(path: string, content: string | Buffer): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  readonly run = async (program: string, args: readonly string[]): Promise<string | undefined> =>
    this.programs[[program, ...args].join(' ')];

  /** What it kept stays for the next start. */
  async start(collector: OperationCollector, pace: number): Promise<void> {
    const stop = await collector.start({
      watched: this,
      known: this.#known,
      kept: keptIn(join(this.root, '..', 'kept'), collector.name),
      log: pino({ level: 'silent' }),
      now: () => Date.now(),
      pace,
      wanted: new Set(operationDetails.map(({ key }) => key)),
      record: record => this.records.push(record),
    });
    this.#stops.push(stop);
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops.splice(0)) await stop();
  }

  /** Once something like it was recorded. Everything recorded until then is forgotten. */
  async recorded(expected: Partial<OperationRecord>): Promise<SeenOperation> {
    return (await this.recordedUntil(expected)).at(-1)!;
  }

  /** The same, with everything that was recorded before it. */
  async recordedUntil(expected: Partial<OperationRecord>): Promise<readonly SeenOperation[]> {
    for (;;) {
      const found = this.records.find(record =>
        Object.entries(expected).every(([name, value]) => record[name as keyof OperationRecord] === value),
      );
      if (found) return this.records.splice(0, this.records.indexOf(found) + 1);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }
}

export const hasProcesses = process.platform === 'linux' && existsSync('/proc/self/fdinfo');
