import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '../../adapters/event-store/open.ts';
import { systemClock } from '../../adapters/platform/index.ts';
import { openReadStore } from '../../adapters/read-store/open.ts';
import { withSchemas } from '../../domain/kernel/index.ts';
import { createProjectionRunner } from '../../projections/kernel/index.ts';
import { eventCatalogue } from '../../src/server/event-catalogue.ts';
import { projections } from '../../src/server/projections.ts';
import { benchRow, type BenchRow } from './row.ts';
import { Estate } from './support/estate.ts';
import { loadLog } from './support/load-log.ts';

const devices = 10_000;
const changes = 300_000;

/**
 * Rebuild of every projection of the product with history and indexes, from a log of device events as the real
 * decider words them. Registrations (20 packages each) are counted as one event like any other. The limit is
 * reading and parsing the same log on one thread.
 */
export async function* measureProjections(): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const log = await openEventStore(`sqlite:${join(folder, 'events.db')}`);
  try {
    const estate = new Estate(11, devices, 20);
    const count =
      (await loadLog(log, estate.registrations())) + (await loadLog(log, estate.changes(changes)));
    const replay = await eventsPerSecond(async () => {
      let seen = 0;
      for await (const batch of log.readAll(0, { batchSize: 5_000 })) seen += batch.length;
      return seen;
    });
    yield benchRow({
      work: 'Replay of the log with parsing',
      value: replay,
      unit: 'events/s',
      limit: null,
      budget: 200_000,
      better: 'higher',
    });

    const read = openReadStore(`sqlite:${join(folder, 'read')}`);
    const clock = systemClock();
    const runner = createProjectionRunner({
      events: withSchemas(log, eventCatalogue),
      read,
      projections,
      clock,
    });
    const last = await log.lastPosition();
    const rebuilt = await eventsPerSecond(async () => {
      await runner.start();
      if (!(await runner.reached(last, { timeoutMs: 600_000 })))
        throw new Error('the projections did not get there');
      return count;
    });
    const failed = runner.status().filter(status => status.error !== null);
    if (failed.length > 0) throw new Error(JSON.stringify(failed));
    yield benchRow({
      work: `Rebuild of all ${projections.length} projections, history and indexes included`,
      value: rebuilt,
      unit: 'events/s',
      limit: replay,
      limitName: 'replay with parsing, one thread',
      budget: 50_000,
      better: 'higher',
    });
    await runner.stop();
    await read.close();
  } finally {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function eventsPerSecond(work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const count = await work();
  return (count / (performance.now() - began)) * 1000;
}
