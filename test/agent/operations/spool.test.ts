import { appendFileSync, existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { checkBatch, recordsOf, type OperationRecord } from '../../../domain/operation-logs/index.ts';
import {
  operationBounds,
  OperationSpool,
  sendAgain,
  type SpoolBounds,
} from '../../../src/agent/operations/spool/operation-spool.ts';
import { temporaryFolders } from '../../support/folder.ts';

const folder = temporaryFolders();
const start = Date.parse('2026-11-30T12:00:00Z');
const dayMs = 86_400_000;

/** A spool whose clock stands still until it is set. */
function spoolIn(place: string, bounds: Partial<SpoolBounds> = {}) {
  const clock = { now: start, tz: 540 };
  const spool = new OperationSpool(
    place,
    { log: pino({ level: 'silent' }), now: () => clock.now, minutesAhead: () => clock.tz },
    { ...operationBounds, ...bounds },
  );
  return { spool, clock };
}

const deleted = (number: number): OperationRecord => ({
  time: start + number,
  detail: 'delete-file',
  file: `/home/ken/${number}`,
});

function records(spool: OperationSpool): unknown[][] {
  return spool.waiting.map(seq => {
    const checked = checkBatch(JSON.parse(spool.read(seq)));
    return 'batch' in checked ? recordsOf(checked.batch) : [checked.fault];
  });
}

test('LOG-005: what was recorded waits in order, also after the agent went down in the middle of a line', () => {
  const place = folder();
  const before = spoolIn(place).spool;
  for (const number of [1, 2, 3]) before.add(deleted(number), 7);
  // The agent ends here without a word.
  appendFileSync(join(place, 'open.ndjson'), '{"time":1,"detail":"delete-fi');
  const { spool } = spoolIn(place);
  expect(records(spool)).toEqual([[1, 2, 3].map(deleted)]);
  expect(JSON.parse(spool.read(spool.waiting[0]!))).toMatchObject({ tz: 540, rules: 7, seq: start });
  spool.add(deleted(4), 7);
  spool.end();
  expect(records(spool)).toEqual([[1, 2, 3].map(deleted), [deleted(4)]]);
});

test('LOG-005: a batch that was stored before the agent went down is not told twice', () => {
  const place = folder();
  const { spool } = spoolIn(place);
  spool.add(deleted(1), 0);
  const open = readFileSync(join(place, 'open.ndjson'));
  spool.end();
  writeFileSync(join(place, 'open.ndjson'), open);
  expect(records(spoolIn(place).spool)).toEqual([[deleted(1)]]);
  expect(existsSync(join(place, 'open.ndjson'))).toBe(false);
});

test('a batch ends at 1,000 records, at its bytes, with other rules and with the clock on the wall', () => {
  const { spool, clock } = spoolIn(folder(), { batch: 4_000_000 });
  for (let number = 0; number < 1_001; number++) spool.add(deleted(number), 0);
  spool.add(deleted(1_001), 1);
  clock.tz = 480;
  spool.add(deleted(1_002), 1);
  spool.end();
  expect(records(spool).map(({ length }) => length)).toEqual([1_000, 1, 1, 1]);
  const small = spoolIn(folder(), { batch: 200 }).spool;
  for (let number = 0; number < 10; number++) small.add(deleted(number), 0);
  small.end();
  expect(records(small).length).toBeGreaterThan(2);
  expect(records(small).flat()).toEqual(Array.from({ length: 10 }, (_, number) => deleted(number)));
});

test('numbers of batches rise, also when the clock is set back and when nothing waits any more', () => {
  const place = folder();
  const { spool, clock } = spoolIn(place);
  const next = (each: OperationSpool): number => {
    each.add(deleted(1), 0);
    each.end();
    return each.waiting.at(-1)!;
  };
  const first = next(spool);
  clock.now -= 3_600_000;
  expect(next(spool)).toBe(first + 1);
  for (const seq of spool.waiting) spool.arrived(seq);
  const later = spoolIn(place);
  later.clock.now = start - 10 * dayMs;
  expect(next(later.spool)).toBe(first + 2);
});

test('SEC-040: what waits longer than it may is gone, and the oldest of what is too much', () => {
  const { spool, clock } = spoolIn(folder(), { waiting: 3_000 });
  const one = (number: number) => {
    spool.add(deleted(number), 0);
    spool.end();
  };
  for (let number = 0; number < 40; number++) one(number);
  spool.keepWithin(42);
  const kept = records(spool).flat();
  expect(kept.length).toBeGreaterThan(3);
  expect(kept).toEqual(Array.from({ length: kept.length }, (_, place) => deleted(40 - kept.length + place)));
  clock.now = Date.now() + 43 * dayMs;
  spool.keepWithin(42);
  expect(spool.waiting).toEqual([]);
});

test('what arrived can be sent again for a day; what was refused is put aside, and not for ever', () => {
  const place = folder();
  const { spool, clock } = spoolIn(place, { aside: 2 });
  for (let number = 0; number < 5; number++) {
    spool.add(deleted(number), 0);
    spool.end();
  }
  const [first, second, ...others] = spool.waiting as [number, number, ...number[]];
  spool.arrived(first);
  clock.now += 2 * dayMs;
  spool.arrived(second);
  for (const seq of others) spool.putAside(seq);
  expect(spool.waiting).toEqual([]);
  expect(readdirSync(join(place, 'aside'))).toHaveLength(2);
  expect(sendAgain(place, clock.now)).toBe(1);
  expect(spool.waiting).toEqual([second]);
});

test('a spool that was spoilt holds up nobody', () => {
  const place = folder();
  spoolIn(place).spool.add(deleted(1), 0);
  truncateSync(join(place, 'open.ndjson'), 5);
  const { spool } = spoolIn(place);
  spool.add(deleted(2), 0);
  spool.end();
  expect(records(spool)).toEqual([[deleted(2)]]);
});
