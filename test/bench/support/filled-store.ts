import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '../../../adapters/event-store/open.ts';
import { dailySeen } from '../../../src/fleet/machine.ts';
import { Estate } from './estate.ts';
import { loadLog } from './load-log.ts';

export const listedDevices = 50_000;

/** A data folder whose log has 50,000 devices and what happened to them. */
export interface FilledStore {
  readonly folder: string;
  /** Of the devices. */
  readonly streams: readonly string[];
  /** Removes the folder, unless it is kept. */
  release(): void;
}

/** Filled in `MUSTER_BENCH_STORE`, where that is named: once, to be used again. */
export async function filledStore(): Promise<FilledStore> {
  const kept = process.env['MUSTER_BENCH_STORE'];
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'muster-bench-'));
  mkdirSync(folder, { recursive: true });
  const log = await openEventStore(`sqlite:${join(folder, 'events.db')}`);
  if ((await log.lastPosition()) === 0) {
    const estate = new Estate(5, listedDevices, 10);
    await loadLog(log, estate.registrations());
    await loadLog(log, estate.changes(100_000, dailySeen));
  }
  const streams: string[] = [];
  for await (const events of log.readAll(0, { types: ['DeviceRegistered'] }))
    for (const { stream } of events) streams.push(stream);
  await log.close();
  return {
    folder,
    streams,
    release() {
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
