import { memoryCredentialStore } from '../../../adapters/credentials/index.ts';
import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { openEventStore, type OpenedEventStore } from '../../../adapters/event-store/open.ts';
import { openLogTakeover } from '../../../adapters/event-store/takeover.ts';
import { fixedClock, ledgerCrypto } from '../../../adapters/platform/index.ts';
import type { EventStore, StoredEvent } from '../../../domain/kernel/index.ts';
import {
  checkProof,
  latestSeal,
  proveEvent,
  verifyLedger,
  type LedgerProof,
} from '../../../domain/system/index.ts';
import { EventStoreDbServer } from '../../peers/eventstoredb/server.ts';
import { eventFactory } from '../../support/events.ts';
import { ledgerOn } from '../../support/ledger.ts';

async function all(log: EventStore): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const batch of log.readAll(0)) events.push(...batch);
  return events;
}

async function proofOf(log: EventStore, position: number): Promise<LedgerProof> {
  const result = await proveEvent(log, ledgerCrypto, position);
  if (result.kind !== 'proof') throw new Error(result.code);
  return result.proof;
}

describe('the seals of a log that was moved to where positions are counted otherwise', () => {
  const credentials = memoryCredentialStore(fixedClock());
  let server: EventStoreDbServer;
  let source: EventStore;
  let original: StoredEvent[];
  let log: OpenedEventStore;
  beforeEach(async () => {
    server = await new EventStoreDbServer().start();
    source = memoryEventStore();
    // Several seals one after the other over what had gathered, then one over their like, and some events without.
    const { sealer, raise } = ledgerOn(source, { credentials, maxEvents: 7 });
    await raise(18);
    await sealer.sealNow();
    await raise(4, 'counter-2');
    await sealer.sealNow();
    await raise(3);
    original = await all(source);
    const target = await openLogTakeover(server.address);
    await target.take(original);
    await target.complete({
      ...eventFactory(9)({
        type: 'LedgerMoved',
        data: { from: 'sqlite', end: original.at(-1)!.position, events: original.length },
      }),
      stream: 'ledger-main',
      revision: original.filter(({ stream }) => stream === 'ledger-main').length,
      position: original.at(-1)!.position + 1,
    });
    await target.close();
    log = await openEventStore(server.address);
  });
  afterEach(async () => {
    await log.close();
    server.kill();
  });

  test('verify as before, anchors included', async () => {
    const before = await verifyLedger(source, ledgerCrypto);
    const anchors = [(await latestSeal(source, ledgerCrypto))!.hash];
    const after = await verifyLedger(log, ledgerCrypto, { anchors });
    expect(after).toMatchObject({
      ok: true,
      seals: before.seals,
      sealedEvents: before.sealedEvents,
      sealedTo: before.sealedTo,
      unsealedEvents: before.unsealedEvents + 1,
    });
    expect(before.seals).toBeGreaterThan(3);
  });

  test('prove every event as before, to the byte', async () => {
    const moved = await all(log);
    const { sealedTo } = await verifyLedger(source, ledgerCrypto);
    expect(sealedTo).toBeGreaterThan(20);
    for (const { position, formerPosition } of moved) {
      if (formerPosition === undefined || formerPosition > sealedTo) continue;
      expect(await proofOf(log, position)).toEqual(await proofOf(source, formerPosition));
    }
  });

  test('go on over what was not sealed, the move itself and what comes after', async () => {
    const { sealer, raise } = ledgerOn(log, { credentials });
    await raise(5, 'counter-3');
    expect(await sealer.sealNow()).toBe(1);
    await raise(2, 'counter-3');
    expect(await sealer.sealNow()).toBe(1);
    const report = await verifyLedger(log, ledgerCrypto);
    expect(report).toMatchObject({ ok: true, unsealedEvents: 1 });
    expect(report.keys).toHaveLength(1);
    const events = await all(log);
    for (const { position } of events.slice(original.length - 3, -1))
      expect(checkProof(ledgerCrypto, await proofOf(log, position))).toBeNull();
    expect(await sealer.sealNow()).toBe(0);
  });

  test.each<[string, (metadata: Record<string, unknown>) => unknown]>([
    ['altered', metadata => ({ ...metadata, formerPosition: Number(metadata['formerPosition']) + 1 })],
    ['taken away', ({ formerPosition: _, ...metadata }) => metadata],
  ])('show a former position that was %s', async (_, change) => {
    const index = server.log.records.findIndex(
      ({ stream, revision }) => stream === 'counter-1' && revision === 3,
    );
    const record = server.log.records[index]!;
    const metadata = JSON.parse(record.metadata.toString()) as Record<string, unknown>;
    expect(metadata['formerPosition']).toBe(original.find(({ id }) => id === record.id)!.position);
    server.log.records[index] = { ...record, metadata: Buffer.from(JSON.stringify(change(metadata))) };
    expect(await verifyLedger(log, ledgerCrypto)).toMatchObject({ ok: false, problem: { kind: 'content' } });
  });

  test('show one that was given to an event appended after the move', async () => {
    const { sealer, raise } = ledgerOn(log, { credentials });
    await raise(3, 'counter-3');
    await sealer.sealNow();
    const index = server.log.records.findIndex(({ stream }) => stream === 'counter-3');
    const record = server.log.records[index]!;
    const metadata = { ...(JSON.parse(record.metadata.toString()) as object), formerPosition: 2 };
    server.log.records[index] = { ...record, metadata: Buffer.from(JSON.stringify(metadata)) };
    expect(await verifyLedger(log, ledgerCrypto)).toMatchObject({ ok: false, problem: { kind: 'content' } });
  });
});
