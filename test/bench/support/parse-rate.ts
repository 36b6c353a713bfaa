import { parseBody, writeReport } from '../../../adapters/inventory/index.ts';
import type { WireReport } from '../../../src/fleet/dialects.ts';

/** Inventories a second that one thread decodes, parses and brings into the normal form, nothing else. */
export async function parseRate(reports: readonly WireReport[]): Promise<number> {
  let done = 0;
  const began = performance.now();
  while (performance.now() - began < 3_000)
    for (const { body, headers } of reports) {
      const { message } = parseBody(body, headers['content-type'], { userAgent: headers['user-agent'] });
      if (message.kind !== 'inventory') throw new Error(`the body was read as ${message.kind}`);
      writeReport(message.report);
      done++;
    }
  return (done / (performance.now() - began)) * 1000;
}
