import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import type { StoredEvent } from '../../../domain/kernel/index.ts';
import { exitCodes } from '../../../src/cli/exit-codes.ts';
import type { WireReport } from '../../../src/fleet/dialects.ts';
import { runFleet } from '../../../src/fleet/run.ts';
import { Sender } from '../../../src/fleet/sender.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { devicesOf, eventsAt, logOf, manifestOf, tokenFor } from '../../support/installation.ts';
import { muster, startServer } from '../../support/programs.ts';

const folder = temporaryFolders();
const caches = ['read', 'snapshots.db', 'server.json', 'server.lock'];

/** Remembers which devices the server has acknowledged a report of. */
class Witness extends Sender {
  readonly acknowledged = new Set<string>();

  override async send(report: WireReport) {
    const outcome = await super.send(report);
    if (outcome.status === 200) this.acknowledged.add(deviceIdIn(report));
    return outcome;
  }
}

function deviceIdIn({ body }: WireReport): string {
  const found = /<DEVICEID>([^<]+)|"deviceid":"([^"]+)/.exec(inflateSync(body).toString());
  return (found?.[1] ?? found?.[2])!.toLowerCase();
}

/** Registered devices by what their agents call themselves. */
function registered(events: readonly StoredEvent[]): string[] {
  return events
    .filter(({ type }) => type === 'DeviceRegistered')
    .flatMap(({ data }) => (data as { keys: string[] }).keys)
    .filter(key => key.startsWith('deviceId:'))
    .map(key => key.slice('deviceId:'.length));
}

describe('a backup of a running server', () => {
  test('holds every inventory acknowledged before it began exactly once, and a server starts from it', async () => {
    const data = join(folder(), 'data');
    const server = await startServer(data);
    const sender = new Witness(server.url, await tokenFor(data), 8);
    const plan = {
      devices: 120,
      seed: 7,
      rounds: 2,
      changes: 0.5,
      duplicates: 0.05,
      clones: 0,
      software: 60,
    };
    let enough!: () => void;
    const underWay = new Promise<void>(resolve => (enough = resolve));
    let fleetEnded = false;
    const fleet = runFleet(
      { ...plan, connections: 8, overSeconds: 0 },
      sender,
      () => undefined,
      done => void (done >= 40 && enough()),
    ).then(() => void (fleetEnded = true));
    await underWay;

    const backup = join(folder(), 'backup');
    const acknowledged = [...sender.acknowledged];
    const before = await eventsAt(logOf(data));
    const taken = await muster(['backup', backup], { MUSTER_DATA: data });
    expect([taken.code, fleetEnded]).toEqual([exitCodes.done, false]);
    await fleet;
    sender.close();
    expect(await server.stop()).toBe(0);
    expect(acknowledged.length).toBeGreaterThan(30);
    expect(readdirSync(backup).sort()).toEqual(
      ['backup.json', 'bodies.db', 'credentials.db', 'events.db', 'presence.db'].sort(),
    );
    expect(readdirSync(backup).map(name => statSync(join(backup, name)).mode & 0o077)).toEqual(
      Array(5).fill(0),
    );

    const verified = await muster(['backup', 'verify', backup, '--json'], {});
    expect(verified.code).toBe(exitCodes.done);
    const report = JSON.parse(verified.out) as { ok: boolean; bodies: number; ledger: { seals: number } };
    expect([report.ok, report.bodies > 30, report.ledger.seals > 0]).toEqual([true, true, true]);

    const restored = join(folder(), 'restored');
    expect((await muster(['restore', backup, '--to', restored], {})).code).toBe(exitCodes.done);
    expect(readdirSync(restored).filter(name => caches.includes(name))).toEqual([]);
    const kept = await eventsAt(logOf(restored));
    const whole = await eventsAt(logOf(data));
    expect(kept.length).toBeGreaterThanOrEqual(before.length);
    expect(kept.length).toBeLessThan(whole.length);
    expect(kept).toEqual(whole.slice(0, kept.length));
    const names = registered(kept);
    expect(acknowledged.map(name => names.filter(one => one === name).length)).toEqual(
      acknowledged.map(() => 1),
    );

    const again = await startServer(restored);
    const devices = await devicesOf(again.url);
    expect(devices.total).toBe(names.length);
    expect(await again.stop()).toBe(0);
    const ledger = await muster(['ledger', 'verify', '--anchor', manifestOf(backup).ledger!.hash, '--json'], {
      MUSTER_DATA: restored,
    });
    expect([ledger.code, (JSON.parse(ledger.out) as { unsealedEvents: number }).unsealedEvents]).toEqual([
      exitCodes.done,
      // Only the seal that the end of the server made.
      1,
    ]);
  });
});
