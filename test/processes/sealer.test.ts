import { fixedClock } from '../../adapters/platform/index.ts';
import { memoryCredentialStore } from '../../adapters/credentials/index.ts';
import { memoryEventStore } from '../../adapters/event-store/memory.ts';
import { ledgerCrypto } from '../../adapters/platform/index.ts';
import { readWholeStream, StoreUnavailableError, type EventStore } from '../../domain/kernel/index.ts';
import { ledgerStream, verifyLedger, type Seal } from '../../domain/system/index.ts';
import { ledgerOn } from '../support/ledger.ts';

const sealsOf = async (events: EventStore): Promise<Seal[]> =>
  (await readWholeStream(events, ledgerStream))
    .filter(({ type }) => type === 'LedgerSealed')
    .map(({ data }) => data as Seal);

describe('the sealer', () => {
  test('seals what there is, each seal beginning where the last ended and covering it', async () => {
    const events = memoryEventStore();
    const { sealer, raise } = ledgerOn(events);
    await raise(5);
    expect(await sealer.sealNow()).toBe(1);
    await raise(3);
    expect(await sealer.sealNow()).toBe(1);
    const [first, second] = await sealsOf(events);
    expect(first).toMatchObject({ after: 0, to: 5, count: 5, previous: null });
    // Position 6 introduced the key, 7 is the first seal: sealed like everything else.
    expect(second).toMatchObject({ after: 5, to: 10, count: 5 });
    expect(sealer.status()).toEqual({
      lastSealedPosition: 10,
      lastSealedAt: '2026-01-05T09:00:00.000Z',
      seals: 2,
      problem: null,
    });
    expect(await verifyLedger(events, ledgerCrypto)).toMatchObject({
      ok: true,
      seals: 2,
      sealedEvents: 10,
      unsealedEvents: 1,
    });
  });

  test('a log at rest, and an empty one, do not grow by being sealed', async () => {
    const events = memoryEventStore();
    const { sealer, raise } = ledgerOn(events);
    expect(await sealer.sealNow()).toBe(0);
    expect(await events.lastPosition()).toBe(0);
    await raise(1);
    await sealer.sealNow();
    await sealer.sealNow();
    const resting = await events.lastPosition();
    expect(await sealer.sealNow()).toBe(0);
    expect(await events.lastPosition()).toBe(resting);
  });

  test('a long log becomes seals of bounded size', async () => {
    const events = memoryEventStore();
    const { sealer, raise } = ledgerOn(events, { maxEvents: 10 });
    await raise(95);
    expect(await sealer.sealNow()).toBe(10);
    expect((await sealsOf(events)).map(({ count }) => count)).toEqual([
      10, 10, 10, 10, 10, 10, 10, 10, 10, 5,
    ]);
    expect(await verifyLedger(events, ledgerCrypto)).toMatchObject({ ok: true, seals: 10, sealedTo: 95 });
  });

  test('goes on after a restart with the same key, and several at once make one chain', async () => {
    const events = memoryEventStore();
    const credentials = memoryCredentialStore(fixedClock());
    const first = ledgerOn(events, { credentials });
    await first.raise(5);
    await first.sealer.sealNow();
    const others = [ledgerOn(events, { credentials }), ledgerOn(events, { credentials }), first];
    await first.raise(5);
    await Promise.all(others.map(({ sealer }) => sealer.sealNow().catch(() => 0)));
    await others[0]!.sealer.sealNow();
    const report = await verifyLedger(events, ledgerCrypto);
    expect(report).toMatchObject({ ok: true, sealedTo: expect.any(Number) as number });
    expect(report.sealedTo).toBeGreaterThanOrEqual(12);
    expect(report.keys).toHaveLength(1);
  });

  test('categories that expire are left out, and the seal says so; their expiry harms nothing', async () => {
    const events = memoryEventStore();
    const { sealer, raise } = ledgerOn(events, { excludes: ['bulk'] });
    await raise(3);
    await raise(4, 'bulk-1');
    await raise(2);
    await sealer.sealNow();
    expect(await sealsOf(events)).toMatchObject([{ to: 9, count: 5, excludes: ['bulk'] }]);
    expect(await verifyLedger(events, ledgerCrypto)).toMatchObject({ ok: true, excludedEvents: 4 });
    await events.setRetention('bulk', { maxAgeDays: 1 });
    expect(await events.expire('2027-01-01T00:00:00.000Z')).toBe(4);
    expect(await verifyLedger(events, ledgerCrypto)).toMatchObject({ ok: true, excludedEvents: 0 });
  });

  test('a new key is endorsed by the old one; a key without that is a problem until it is trusted', async () => {
    const events = memoryEventStore();
    const { sealer, raise } = ledgerOn(events);
    await raise(3);
    await sealer.sealNow();
    await sealer.rotateKey();
    await raise(3);
    await sealer.sealNow();
    const rotated = await verifyLedger(events, ledgerCrypto);
    expect(rotated).toMatchObject({ ok: true });
    expect(new Set(rotated.keys).size).toBe(2);

    const lost = ledgerOn(events);
    await lost.raise(1);
    await lost.sealer.sealNow();
    const report = await verifyLedger(events, ledgerCrypto);
    expect(report).toMatchObject({
      ok: false,
      problem: { kind: 'key', message: expect.stringContaining('name it as trusted') as string },
    });
    const keyId = /the key ([0-9a-f]{64})/.exec(report.problem!.message)![1]!;
    expect(await verifyLedger(events, ledgerCrypto, { trustedKeys: [keyId] })).toMatchObject({ ok: true });
  });

  test('a failure is told and tried again; the log is not harmed', async () => {
    const events = memoryEventStore();
    let full = true;
    const sometimes: EventStore = {
      ...events,
      append: (stream, expected, appended) =>
        full && stream === ledgerStream
          ? Promise.reject(new StoreUnavailableError('disk-full', 'no room'))
          : events.append(stream, expected, appended),
    };
    const told: unknown[] = [];
    const { sealer, raise } = ledgerOn(sometimes, { onError: error => told.push(error) });
    await raise(2);
    await expect(sealer.sealNow()).rejects.toThrow('no room');
    expect(sealer.status()).toMatchObject({ problem: 'no room', seals: 0 });
    expect(told).toHaveLength(1);
    full = false;
    expect(await sealer.sealNow()).toBe(1);
    expect(sealer.status()).toMatchObject({ problem: null, seals: 1 });
  });

  test('started it seals by itself once the interval has passed, and what is open when it ends', async () => {
    const events = memoryEventStore();
    const { sealer, raise, clock } = ledgerOn(events, { intervalMs: 5_000 });
    await raise(2);
    await sealer.start();
    expect(sealer.status().seals).toBe(1);
    await raise(2);
    clock.advance(5_000);
    while (sealer.status().seals < 2) await new Promise(resolve => setTimeout(resolve, 20));
    await raise(1);
    await sealer.stop();
    expect(sealer.status().seals).toBe(3);
  });

  /** A log that is read ten events at a time, each reading taking a second of the clock. */
  function slowlyRead(events: EventStore, tick: () => void): EventStore {
    return {
      ...events,
      async *readAll(after, options) {
        for await (const batch of events.readAll(after, options))
          for (let at = 0; at < batch.length; at += 10) {
            tick();
            yield batch.slice(at, at + 10);
          }
      },
    };
  }

  test('stopping seals what fits into its time; the rest is sealed after the next start', async () => {
    const events = memoryEventStore();
    const credentials = memoryCredentialStore(fixedClock());
    const set = ledgerOn(
      slowlyRead(events, () => set.clock.advance(1_000)),
      { credentials, stopWithinMs: 3_000 },
    );
    await set.raise(95);
    await set.sealer.stop();
    expect((await sealsOf(events)).map(({ count }) => count)).toEqual([30]);
    const next = ledgerOn(events, { credentials });
    await next.sealer.start();
    await next.sealer.stop();
    expect(await verifyLedger(events, ledgerCrypto)).toMatchObject({ ok: true, seals: 2, sealedEvents: 97 });
  });

  test('a long log that is being sealed since the start does not hold up the end', async () => {
    const events = memoryEventStore();
    let reads = 0;
    let stopping: Promise<void> | undefined;
    const set = ledgerOn(
      slowlyRead(events, () => {
        set.clock.advance(1_000);
        if (++reads === 3) stopping = set.sealer.stop();
      }),
      { stopWithinMs: 2_000 },
    );
    await set.raise(500);
    await set.sealer.start();
    await stopping;
    expect((await sealsOf(events)).map(({ count }) => count)).toEqual([50]);
    expect(reads).toBe(5);
  });
});
