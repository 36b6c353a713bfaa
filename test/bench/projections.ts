import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEventStore } from '../../adapters/event-store/open.ts';
import { systemClock } from '../../adapters/platform/index.ts';
import { openReadStore } from '../../adapters/read-store/open.ts';
import { withSchemas, type EventStore } from '../../domain/kernel/index.ts';
import { createProjectionRunner } from '../../projections/kernel/index.ts';
import { dailySeen, seldomSeen, type Habits } from '../../src/fleet/machine.ts';
import { eventCatalogue } from '../../src/server/event-catalogue.ts';
import { logSourceOf } from '../../src/server/log-source.ts';
import { projections } from '../../src/server/projections.ts';
import { benchRow, type BenchRow } from './row.ts';
import { Estate } from './support/estate.ts';
import { loadLog } from './support/load-log.ts';

interface Log {
  readonly what: string;
  readonly devices: number;
  readonly changes: number;
  readonly habits: Habits;
  /** Rebuild in events a second; null where the budget says nothing of such a log. */
  readonly budget: number | null;
}

/**
 * The budget is stated for small events: four of five move one fact of a device, one updates one to three packages.
 * The other log is what an estate leaves that reports now and then: half its events update six packages on average.
 */
const logs: readonly Log[] = [
  { what: 'small events', devices: 5_000, changes: 600_000, habits: dailySeen, budget: 50_000 },
  { what: 'many packages an event', devices: 5_000, changes: 60_000, habits: seldomSeen, budget: null },
];

/**
 * Rebuild of every projection of the product with history and indexes, from a log of device events as the real
 * decider words them. Registrations (20 packages each) are counted as one event like any other. The limit is
 * reading and parsing the same log on one thread.
 */
export async function* measureProjections(): AsyncGenerator<BenchRow> {
  for (const log of logs) yield* measureLog(log);
}

async function* measureLog({ what, devices, changes, habits, budget }: Log): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const events = join(folder, 'events.db');
  const log = await openEventStore(`sqlite:${events}`);
  try {
    const estate = new Estate(11, devices, 20);
    const count =
      (await loadLog(log, estate.registrations())) + (await loadLog(log, estate.changes(changes, habits)));
    const replay = await eventsPerSecond(async () => {
      let seen = 0;
      for await (const batch of log.readAll(0, { batchSize: 5_000 })) seen += batch.length;
      return seen;
    });
    yield benchRow({
      work: `Replay of the log with parsing, ${what}`,
      value: replay,
      unit: 'events/s',
      limit: null,
      budget: budget === null ? null : 200_000,
      better: 'higher',
    });
    yield benchRow({
      work: `Rebuild of all ${projections.length} projections, history and indexes included, ${what}`,
      value: await rebuild(log, events, join(folder, 'read'), count),
      unit: 'events/s',
      limit: replay,
      limitName: 'replay with parsing, one thread',
      budget,
      better: 'higher',
    });
  } finally {
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Events a second, from nothing to all projections serving. */
async function rebuild(log: EventStore, file: string, folder: string, count: number): Promise<number> {
  const read = await openReadStore(`sqlite:${folder}`, { log: logSourceOf(`sqlite:${file}`) });
  const runner = createProjectionRunner({
    events: withSchemas(log, eventCatalogue),
    read,
    projections,
    clock: systemClock(),
  });
  const last = await log.lastPosition();
  try {
    return await eventsPerSecond(async () => {
      await runner.start();
      if (!(await runner.reached(last, { timeoutMs: 600_000 })))
        throw new Error(`the projections did not get there: ${JSON.stringify(runner.status())}`);
      return count;
    });
  } finally {
    await runner.stop();
    await read.close();
  }
}

async function eventsPerSecond(work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const count = await work();
  return (count / (performance.now() - began)) * 1000;
}
