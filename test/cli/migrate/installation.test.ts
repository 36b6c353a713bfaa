import { join } from 'node:path';
import { ledgerCrypto } from '../../../adapters/platform/index.ts';
import { canonicalEvent, checkProof, type LedgerProof } from '../../../domain/system/index.ts';
import { exitCodes } from '../../../src/cli/exit-codes.ts';
import { runFleet } from '../../../src/fleet/run.ts';
import { Sender } from '../../../src/fleet/sender.ts';
import { EventStoreDbServer } from '../../peers/eventstoredb/server.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { devicesOf, eventsAt, logOf, tokenFor } from '../../support/installation.ts';
import { muster, startServer } from '../../support/programs.ts';

const folder = temporaryFolders();
let peer: EventStoreDbServer;
afterAll(() => peer.kill());

async function json<T>(command: readonly string[], environment: Record<string, string>): Promise<T> {
  const { code, out, err } = await muster(command, environment);
  if (code !== 0) throw new Error(`${command.join(' ')}: ${code} ${err}`);
  return JSON.parse(out) as T;
}

async function report(url: string, token: string, seed: number): Promise<void> {
  const sender = new Sender(url, token, 4);
  const plan = { devices: 12, seed, rounds: 1, changes: 1, duplicates: 0, clones: 0, software: 60 };
  await runFleet({ ...plan, connections: 4, overSeconds: 0 }, sender, ({ statuses }) =>
    expect(Object.keys(statuses)).toEqual(['200']),
  );
  sender.close();
}

test('an installation moves to an EventStoreDB while agents report, and is the same there', async () => {
  const data = join(folder(), 'data');
  peer = await new EventStoreDbServer().start();
  const migrate = () => muster(['migrate', '--from', data, '--to', peer.address], {});
  const embedded = await startServer(data);
  const token = await tokenFor(data);
  await report(embedded.url, token, 1);
  const anchorOf = async () => {
    const { hash } = await json<{ hash: string }>(['ledger', 'seal'], { MUSTER_DATA: data });
    return hash;
  };
  const [beside] = await Promise.all([migrate(), report(embedded.url, token, 2)]);
  expect([beside.code, beside.err]).toEqual([
    exitCodes.notStopped,
    expect.stringContaining('Caught up at position'),
  ]);
  // Nobody serves from half a log.
  const early = { MUSTER_DATA: join(folder(), 'early'), MUSTER_EVENTS: peer.address };
  await expect(startServer(early.MUSTER_DATA, early)).rejects.toThrow('is not complete');

  const before = await devicesOf(embedded.url);
  expect(before.total).toBe(24);
  expect(await embedded.stop()).toBe(0);
  const anchor = await anchorOf();
  const original = await eventsAt(logOf(data));
  const after = await migrate();
  expect([after.code, after.out]).toEqual([
    exitCodes.done,
    expect.stringContaining(`${original.length} events moved`),
  ]);
  expect((await migrate()).err).toContain('holds a log already');

  const moved = await eventsAt(peer.address);
  expect(moved.slice(0, -1).map(canonicalEvent)).toEqual(original.map(canonicalEvent));
  expect(moved.at(-1)).toMatchObject({
    type: 'LedgerMoved',
    actor: 'system:migration',
    data: { from: 'sqlite', end: original.at(-1)!.position, events: original.length },
  });

  const there = { MUSTER_DATA: data, MUSTER_EVENTS: peer.address };
  const server = await startServer(data, there);
  expect((await devicesOf(server.url)).items).toEqual(before.items);
  await report(server.url, token, 3);
  expect((await devicesOf(server.url)).total).toBe(36);
  expect(await server.stop()).toBe(0);
  const ledger = await json<{ seals: number; sealedEvents: number; unsealedEvents: number }>(
    ['ledger', 'verify', '--anchor', anchor, '--json'],
    there,
  );
  expect(ledger.sealedEvents).toBeGreaterThan(original.length);
  expect(ledger.unsealedEvents).toBe(1);

  // Sealed here, sealed there, and in the seal that reaches from one into the other.
  const all = await eventsAt(peer.address);
  for (const { position, formerPosition } of [
    all[3]!,
    all.at(original.length - 1)!,
    all.at(original.length + 2)!,
  ]) {
    const proof = await json<LedgerProof>(['ledger', 'prove', String(position)], there);
    expect(checkProof(ledgerCrypto, proof)).toBeNull();
    expect(proof.event.position).toBe(formerPosition ?? position);
  }
}, 180_000);
