import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { parseBody } from '../../../adapters/inventory/index.ts';
import { device, resolveIdentity } from '../../../domain/devices/index.ts';

/** Inventories that agents of others made on a real system. */
const samples = [
  { agent: 'FusionInventory 2.6', file: 'fusioninventory-2.6-debian12-184sw.xml' },
  { agent: 'OCS 2.10', file: 'ocs-agent-2.10.0-debian12-184sw.xml' },
] as const;

export interface SampleSizes {
  readonly agent: string;
  /** Bytes as an agent sends them, compressed. */
  readonly sent: number;
  /** Bytes of JSON of the event that registers the device. */
  readonly registration: number;
}

export function sizesOfSamples(): SampleSizes[] {
  return samples.map(({ agent, file }) => {
    const body = readFileSync(`test/samples/inventory/${file}`);
    const { message } = parseBody(body, 'application/xml', { userAgent: agent });
    if (message.kind !== 'inventory') throw new Error(`${file} was read as ${message.kind}`);
    const { report } = message;
    const decision = device.decide(
      {
        type: 'RecordInventory',
        at: '2026-01-05T00:00:00.000Z',
        report,
        delivery: 'online',
        identity: resolveIdentity(report.claims, []).explanation,
      },
      device.initial,
    );
    if (decision.kind === 'refused') throw new Error(decision.refusal.code);
    const [event] = decision.events;
    return { agent, sent: deflateSync(body).length, registration: JSON.stringify(event?.data).length };
  });
}
