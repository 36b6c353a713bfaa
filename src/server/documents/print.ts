import { Worker } from 'node:worker_threads';
import type { DeviceSheet } from './device-sheet.ts';

const atOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** A device's sheet as PDF bytes. Laid out on a thread of its own, at most two at once: a thousand packages take a second. */
export async function printDeviceSheet(sheet: DeviceSheet): Promise<Uint8Array> {
  if (running >= atOnce) await new Promise<void>(resolve => waiting.push(resolve));
  running++;
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      const worker = new Worker(new URL('./sheet-worker.ts', import.meta.url), { workerData: sheet });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', code => reject(new Error(`printing ended with code ${code}`)));
    });
  } finally {
    running--;
    waiting.shift()?.();
  }
}
