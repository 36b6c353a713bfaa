import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { givingWay } from '../../adapters/shared/give-way.ts';

/** The 19th field; the second is a name in parentheses that may hold anything. */
const nicenessOf = (task: string): number =>
  Number(readFileSync(`/proc/self/task/${task}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[16]);

(process.platform === 'linux' ? test : test.skip)(
  'a thread that gives way does so alone: the one that answers people stays as it was',
  async () => {
    const own = nicenessOf(String(process.pid));
    const before = new Set(readdirSync('/proc/self/task'));
    const script = pathToFileURL(join(process.cwd(), 'adapters/shared/give-way.ts')).href;
    const worker = new Worker(
      `import(${JSON.stringify(script)}).then(({ giveWay }) => {
        giveWay();
        const task = require('node:fs').readlinkSync('/proc/thread-self').split('/').at(-1);
        const { parentPort } = require('node:worker_threads');
        parentPort.once('message', () => {});
        parentPort.postMessage(task);
      })`,
      { eval: true },
    );
    const [task] = (await once(worker, 'message')) as [string];
    expect(before.has(task)).toBe(false);
    expect(nicenessOf(task)).toBe(Math.min(19, givingWay));
    expect(nicenessOf(String(process.pid))).toBe(own);
    worker.postMessage('end');
    await once(worker, 'exit');
  },
);
