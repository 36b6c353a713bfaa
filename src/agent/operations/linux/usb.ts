import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { OperationCollector } from '../collector.ts';
import { pulse } from '../pulse.ts';
import { usbFacts, type DeviceFacts } from './device-facts.ts';

const everyMs = 2_000;
const devicesFolder = 'sys/bus/usb/devices';

/** USB devices of every kind. */
export const usb: OperationCollector = {
  name: 'usb',
  details: ['device-connection', 'device-disconnection'],
  words: 'USB devices that are connected and disconnected, hubs aside: by looking at /sys every two seconds.',

  async lack({ root }) {
    return (await namesIn(root)) ? undefined : 'the kernel knows no USB (/sys/bus/usb is not there)';
  },

  async start({ watched: { root }, record, now, log, pace }) {
    /** Undefined: it is a hub, or an interface of a device. */
    const known = new Map<string, DeviceFacts | undefined>();
    let first = true;
    return pulse({ everyMs: everyMs * pace, log }, async () => {
      const there = new Set((await namesIn(root)) ?? []);
      for (const [name, facts] of known) {
        if (there.has(name)) continue;
        known.delete(name);
        if (facts) record({ time: now(), detail: 'device-disconnection', ...facts });
      }
      for (const name of there) {
        if (known.has(name)) continue;
        const facts = await usbFacts(join(root, devicesFolder, name));
        known.set(name, facts);
        if (facts && !first) record({ time: now(), detail: 'device-connection', ...facts });
      }
      first = false;
    });
  },
};

async function namesIn(root: string): Promise<readonly string[] | undefined> {
  return readdir(join(root, devicesFolder)).catch(() => undefined);
}
