import { fixedClock } from '../../../adapters/platform/index.ts';
import { memoryCredentialStore } from '../../../adapters/credentials/index.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { memoryEventStore } from '../../../adapters/event-store/memory.ts';
import { openEventStore } from '../../../adapters/event-store/open.ts';
import { openSqliteEventStore, type SqliteEventStore } from '../../../adapters/event-store/sqlite.ts';
import { generateLedgerKey, ledgerCrypto, ledgerSigner } from '../../../adapters/platform/index.ts';
import type { EventStore } from '../../../domain/kernel/index.ts';
import {
  checkProof,
  latestSeal,
  proveEvent,
  signSeal,
  verifyLedger,
  type LedgerProof,
  type Seal,
} from '../../../domain/system/index.ts';
import { temporaryFolders } from '../../support/folder.ts';
import { ledgerOn } from '../../support/ledger.ts';

const folder = temporaryFolders();
const credentials = memoryCredentialStore(fixedClock());

/** 60 events on three streams, sealed 20 at a time, and two that are not sealed yet. Positions as written. */
async function fill(events: EventStore): Promise<void> {
  const { sealer, raise } = ledgerOn(events, { credentials });
  for (let round = 0; round < 3; round++) {
    for (const stream of ['counter-1', 'counter-2', 'other-1']) await raise(7, stream);
    await sealer.sealNow();
  }
  await raise(2);
}

async function proofOf(events: EventStore, position: number): Promise<LedgerProof> {
  const result = await proveEvent(events, ledgerCrypto, position);
  if (result.kind !== 'proof') throw new Error(result.code);
  return result.proof;
}

async function verifyReadOnly(file: string): ReturnType<typeof verifyLedger> {
  const reader = await openEventStore(`sqlite:${file}`, { readOnly: true });
  return verifyLedger(reader, ledgerCrypto).finally(() => reader.close());
}

describe('verifying a log file', () => {
  const file = path.join(folder(), 'log.db');
  let store: SqliteEventStore;
  let tamper: Database.Database;
  beforeAll(async () => {
    store = await openSqliteEventStore(file);
    await fill(store);
    tamper = new Database(file);
  });
  afterAll(async () => {
    tamper.close();
    await store.close();
  });

  const run = (sql: string, ...values: unknown[]): void => void tamper.prepare(sql).run(...values);
  /** What the file held comes back whatever the test did to it. */
  async function tampered(act: () => void): Promise<Awaited<ReturnType<typeof verifyLedger>>> {
    tamper.exec('CREATE TABLE IF NOT EXISTS kept AS SELECT * FROM events');
    try {
      act();
      return await verifyLedger(store, ledgerCrypto);
    } finally {
      tamper.exec('DELETE FROM events; INSERT INTO events SELECT * FROM kept; DROP TABLE kept');
    }
  }

  test('verifies running, tells how far it is, and opened for reading only', async () => {
    const told: number[] = [];
    const report = await verifyLedger(store, ledgerCrypto, {
      onProgress: (position, last) => told.push(position / last),
    });
    expect(report).toMatchObject({
      ok: true,
      problem: null,
      seals: 3,
      unsealedEvents: 3,
      keys: [expect.any(String) as string],
    });
    expect(report.sealedEvents + report.unsealedEvents).toBe(await store.lastPosition());
    expect(told.at(-1)).toBe(1);
    expect(await verifyReadOnly(file)).toEqual(report);
  });

  test('one byte of any sealed event altered is found, and the range it lies in is named', async () => {
    const bodies = tamper
      .prepare(
        'SELECT position, body FROM events WHERE position <= (SELECT position FROM head) - 3 ORDER BY position',
      )
      .all() as { position: number; body: string }[];
    const { sealedTo } = await verifyLedger(store, ledgerCrypto);
    for (const { position, body } of bodies.filter(({ position }) => position <= sealedTo)) {
      const at = 2 + ((position * 131) % (body.length - 3));
      const other = String.fromCharCode(body.charCodeAt(at) ^ 1);
      const report = await tampered(() =>
        run(
          'UPDATE events SET body = ? WHERE position = ?',
          body.slice(0, at) + other + body.slice(at + 1),
          position,
        ),
      );
      expect({ position, at, ok: report.ok }).toEqual({ position, at, ok: false });
      const { range } = report.problem!;
      if (report.problem!.kind === 'content')
        expect(range!.after < position && position <= range!.to).toBe(true);
    }
  });

  test.each([
    [
      'an event removed',
      () => run('DELETE FROM events WHERE position = 10'),
      'between positions 1 and 21: 21 events were sealed, 20 are there',
    ],
    [
      'the last event of a seal removed',
      () => run('DELETE FROM events WHERE position = 21'),
      '21 events were sealed, 20 are there',
    ],
    [
      'two events exchanged',
      () => {
        run('UPDATE events SET body = (SELECT body FROM kept WHERE position = 11) WHERE position = 10');
        run('UPDATE events SET body = (SELECT body FROM kept WHERE position = 10) WHERE position = 11');
      },
      'an event was altered or moved',
    ],
    [
      'an event moved to another stream',
      () => run('UPDATE events SET stream = 1 WHERE position = 10'),
      'an event was altered or moved',
    ],
    [
      'an event moved in time',
      () => run('UPDATE events SET at = at + 1 WHERE position = 10'),
      'an event was altered or moved',
    ],
    [
      'an event of another type',
      () =>
        run(
          "UPDATE events SET kind = (SELECT no FROM kinds WHERE type = 'LedgerSealed') WHERE position = 10",
        ),
      'an event was altered or moved',
    ],
    [
      'an event given another revision',
      () => run('UPDATE events SET revision = 1000 WHERE position = 10'),
      'an event was altered or moved',
    ],
    [
      'an event inserted in the past',
      () => {
        run('DELETE FROM events WHERE position = 30');
        run('INSERT INTO events SELECT 30, kind, stream, 999, tag, at, body FROM kept WHERE position = 12');
      },
      'an event was altered or moved',
    ],
    [
      'a seal removed',
      () =>
        run(
          "DELETE FROM events WHERE position = (SELECT min(position) FROM kept WHERE kind = (SELECT no FROM kinds WHERE type = 'LedgerSealed'))",
        ),
      'an event of the ledger is missing before revision 2',
    ],
    [
      'the key removed',
      () => run("DELETE FROM events WHERE kind = (SELECT no FROM kinds WHERE type = 'LedgerKeyIntroduced')"),
      'an event of the ledger is missing before revision 1',
    ],
    [
      'an event that is no JSON any more',
      () => run('UPDATE events SET body = substr(body, 2) WHERE position = 40'),
      'cannot be read beyond position',
    ],
  ])('%s is found', async (_name, act, message) => {
    const report = await tampered(act);
    expect(report.ok).toBe(false);
    expect(report.problem!.message).toContain(message);
  });

  test('seals made anew with another key do not pass for the old ones', async () => {
    const forger = ledgerSigner(generateLedgerKey());
    const seals = tamper
      .prepare(
        "SELECT position, body FROM events WHERE kind = (SELECT no FROM kinds WHERE type = 'LedgerSealed') ORDER BY position",
      )
      .all() as { position: number; body: string }[];
    const report = await tampered(() => {
      const body = JSON.parse(seals[0]!.body) as unknown[];
      const { signature: _signature, ...statement } = body[6] as Seal;
      body[6] = signSeal(forger, { ...statement, keyId: forger.keyId });
      run('UPDATE events SET body = ? WHERE position = ?', JSON.stringify(body), seals[0]!.position);
    });
    expect(report.problem).toMatchObject({ kind: 'signature' });
  });

  test('the name of a stream or type altered is found', async () => {
    for (const [table, column] of [
      ['streams', 'name'],
      ['kinds', 'type'],
    ] as const) {
      const before = tamper.prepare(`SELECT ${column} FROM ${table} WHERE no = 1`).pluck().get();
      run(`UPDATE ${table} SET ${column} = ? WHERE no = 1`, `${String(before)}x`);
      const report = await verifyReadOnly(file);
      expect(report).toMatchObject({ ok: false, problem: { kind: 'content' } });
      run(`UPDATE ${table} SET ${column} = ? WHERE no = 1`, before);
    }
  });

  test('what changes no meaning is found by the integrity check: spelling of the text, derived columns', async () => {
    expect(await store.checkIntegrity()).toEqual([]);
    for (const [act, fault] of [
      [
        "UPDATE events SET body = replace(body, '0.001', '1e-3') WHERE position = 10",
        'position 10: its text is not as it was written',
      ],
      ['UPDATE events SET tag = tag + 1 WHERE position = 10', 'position 10: its tag is not that of its id'],
    ] as const) {
      let faults: readonly string[] = [];
      tamper.exec('CREATE TABLE kept AS SELECT * FROM events');
      run(act);
      faults = await store.checkIntegrity();
      tamper.exec('DELETE FROM events; INSERT INTO events SELECT * FROM kept; DROP TABLE kept');
      expect(faults).toEqual([expect.stringContaining(fault)]);
    }
  });

  test('one byte of the stopped file altered is found', async () => {
    const stopped = path.join(folder(), 'log.db');
    const writer = await openSqliteEventStore(stopped);
    await fill(writer).finally(() => writer.close());
    const bytes = readFileSync(stopped);
    const reading = new Database(stopped, { readonly: true });
    const body = reading.prepare('SELECT body FROM events WHERE position = 10').pluck().get() as string;
    reading.close();
    const found: boolean[] = [];
    // Pages that were split keep stale copies of rows; only the live one means anything.
    for (let at = bytes.indexOf(body); at >= 0; at = bytes.indexOf(body, at + 1)) {
      bytes[at + 50]! ^= 1;
      writeFileSync(stopped, bytes);
      const { ok } = await verifyReadOnly(stopped);
      bytes[at + 50]! ^= 1;
      found.push(!ok);
    }
    expect(found.filter(Boolean)).toHaveLength(1);
  });
});

describe('what only a seal kept elsewhere can tell', () => {
  test("a log whose end was cut off, or that was written anew with the server's own key, verifies by itself and not against the seal", async () => {
    const events = memoryEventStore();
    await fill(events);
    const receipt = (await latestSeal(events, ledgerCrypto))!;
    expect(await verifyLedger(events, ledgerCrypto, { anchors: [receipt.hash] })).toMatchObject({ ok: true });
    const rewritten = memoryEventStore();
    await fill(rewritten);
    expect(await verifyLedger(rewritten, ledgerCrypto)).toMatchObject({ ok: true });
    expect(await verifyLedger(rewritten, ledgerCrypto, { anchors: [receipt.hash] })).toMatchObject({
      ok: false,
      problem: { kind: 'anchor', message: expect.stringContaining(receipt.hash) as string },
    });
  });

  test('an empty log has no seal', async () => {
    expect(await latestSeal(memoryEventStore(), ledgerCrypto)).toBeNull();
    expect(await verifyLedger(memoryEventStore(), ledgerCrypto)).toMatchObject({
      ok: true,
      seals: 0,
      lastSeal: null,
    });
  });
});

describe('proving one event', () => {
  const events = memoryEventStore();
  beforeAll(() => fill(events));

  test('every sealed event, the seals themselves included, has a proof that holds', async () => {
    const { sealedTo } = await verifyLedger(events, ledgerCrypto);
    for (let position = 1; position <= sealedTo; position++) {
      const proof = await proofOf(events, position);
      expect(proof.event.position).toBe(position);
      expect(checkProof(ledgerCrypto, JSON.parse(JSON.stringify(proof)))).toBeNull();
    }
  });

  test('what cannot be proven is refused by code', async () => {
    expect(await proveEvent(events, ledgerCrypto, 1_000)).toEqual({
      kind: 'refused',
      code: 'LEDGER_NO_SUCH_EVENT',
    });
    expect(await proveEvent(events, ledgerCrypto, await events.lastPosition())).toEqual({
      kind: 'refused',
      code: 'LEDGER_NOT_SEALED_YET',
    });
    const excluding = memoryEventStore();
    const { sealer, raise } = ledgerOn(excluding, { excludes: ['bulk'] });
    await raise(1, 'bulk-1');
    await raise(1);
    await sealer.sealNow();
    expect(await proveEvent(excluding, ledgerCrypto, 1)).toEqual({
      kind: 'refused',
      code: 'LEDGER_CATEGORY_EXCLUDED',
    });
  });

  test.each<[string, (proof: LedgerProof) => unknown]>([
    ['another value in the event', proof => ({ ...proof, event: { ...proof.event, actor: 'account:eve' } })],
    ['an addition to the event', proof => ({ ...proof, event: { ...proof.event, note: 'x' } })],
    [
      'another place',
      proof => ({ ...proof, inclusion: { ...proof.inclusion, index: proof.inclusion.index ^ 1 } }),
    ],
    [
      'another count',
      proof => ({ ...proof, inclusion: { ...proof.inclusion, count: proof.inclusion.count + 1 } }),
    ],
    [
      'a shorter path',
      proof => ({ ...proof, inclusion: { ...proof.inclusion, path: proof.inclusion.path.slice(1) } }),
    ],
    ['another root in the seal', proof => ({ ...proof, seal: { ...proof.seal, root: '0'.repeat(64) } })],
    [
      'another time in the seal',
      proof => ({ ...proof, seal: { ...proof.seal, sealedAt: '2020-01-01T00:00:00.000Z' } }),
    ],
    [
      'another key under the same id',
      proof => ({ ...proof, key: { ...proof.key, publicKey: ledgerSigner(generateLedgerKey()).publicKey } }),
    ],
    ['no key at all', proof => ({ ...proof, key: { ...proof.key, publicKey: 'AAAA' } })],
    ['something else', () => ({ hello: 1 })],
  ])('a proof with %s does not hold', async (_name, alter) => {
    expect(checkProof(ledgerCrypto, alter(await proofOf(events, 12)))).toEqual(expect.any(String));
  });
});
