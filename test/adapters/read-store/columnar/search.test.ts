import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSync } from '../../../../adapters/read-store/columnar/index.ts';
import type { EventChanges, Filter, Value } from '../../../../projections/kernel/index.ts';
import { HistoryBench, things } from '../../../support/column-history.ts';

const START = Date.parse('2026-03-01T00:00:00.000Z');
const DOCUMENTS = 3_000;

let folder: string;
let bench: HistoryBench;
let position = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muster-columnar-'));
  bench = await HistoryBench.open(join(folder, 'search.db'));
  await happen(
    Array.from({ length: DOCUMENTS }, (_, n) => [
      n,
      {
        // All different; every tenth is missing, every seventh in another script.
        name: n % 10 === 9 ? null : `${n % 7 ? 'PC' : 'パソコン'}-${String(n * 7_919).padStart(8, '0')}`,
        tag: n % 3 === 0 ? null : `Tag ${n % 40}`,
        status: n % 50 === 0 ? 'ignored' : 'managed',
        count: n,
      },
    ]),
    'put',
  );
});
afterAll(() => {
  bench.close();
  rmSync(folder, { recursive: true, force: true });
});

async function happen(
  columns: readonly (readonly [number, Record<string, Value>])[],
  kind: 'put' | 'patch' = 'patch',
): Promise<void> {
  position += 1;
  const event: EventChanges = {
    position,
    at: new Date(START + position * 1_000).toISOString(),
    changes: columns.map(([n, values]) => ({
      kind,
      collection: things.name,
      id: `thing-${n}`,
      columns: values,
    })),
  };
  await bench.apply([event]);
}

/** Asks the reader what the reference answers, now or at a position; how many match. */
async function agree(filter: Filter, at?: number): Promise<number> {
  const query = { filter, sort: [{ column: 'name', direction: 'desc' as const }], limit: 40 };
  const moment = at === undefined ? undefined : { position: at };
  const expected = await bench.reference.find(things.name, { ...query, ...(moment && { asOf: moment }) });
  const answer = runSync(bench.reader.find(query, moment));
  expect({ filter, at, ...answer, next: null }).toEqual({ filter, at, ...expected, next: null });
  return expected.total ?? 0;
}

const search = (text: string): Filter => ({ op: 'search', text });
const onName = (op: 'contains' | 'prefix', value: string): Filter => ({ op, column: 'name', value });

/** Typed letter by letter, common and rare, in both columns, in none, in other forms. */
const questions: readonly Filter[] = [
  ...[
    'p',
    'pc',
    'pc-',
    'pc-0',
    'pc-00',
    'pc-0000791',
    '1',
    '12',
    '3',
    'g 1',
    'ag',
    'tag 39',
    '',
    '-',
    '\n',
  ].map(search),
  ...['zq', 'user1', '\0', 'ぱそこん', 'ﾊﾟｿ', 'ぱ', 'ＰＣ－００', '東京'].map(search),
  ...['pc-', 'PC-0000791', 'パ', '', '0'].map(value => onName('prefix', value)),
  ...['791', 'ソコ', ''].map(value => onName('contains', value)),
];

/** Among all, among a few, in their place in a larger question. */
const inside: readonly ((filter: Filter) => Filter)[] = [
  filter => filter,
  filter => ({ op: 'not', filter }),
  filter => ({ op: 'and', filters: [{ op: 'eq', column: 'status', value: 'ignored' }, filter] }),
  filter => ({ op: 'and', filters: [{ op: 'range', column: 'count', gte: 40, lt: 45 }, filter] }),
  filter => ({
    op: 'or',
    filters: [{ op: 'range', column: 'count', lt: 20 }, filter, onName('contains', '99')],
  }),
  filter => ({ op: 'and', filters: [{ op: 'eq', column: 'status', value: 'nobody' }, filter] }),
];

async function agreeOnAll(among: typeof inside, at?: number): Promise<number> {
  let matches = 0;
  for (const filter of questions) for (const into of among) matches += await agree(into(filter), at);
  return matches;
}

test('any part of any text is found among thousands, whatever else is asked', async () => {
  expect(await agree(search('pc-'))).toBeGreaterThan(2_000);
  expect(await agree(search('tag 39'))).toBe(50);
  expect(await agreeOnAll(inside)).toBeGreaterThan(10_000);
}, 120_000);

test('texts that come while a question is remembered are found and lost with their documents', async () => {
  const [before, rare] = [await agree(search('pc-')), await agree(search('pc-5'))];
  expect(rare).toBe(0);
  for (let round = 0; round < 3; round++) {
    await happen(
      Array.from({ length: 90 }, (_, i) => [
        round * 90 + i,
        { name: i % 2 ? `pc-5${round}${i}` : `Σίσυφος ${round} ${i}`, tag: i === 7 ? 'new İ\nß' : 'none' },
      ]),
    );
    const first: Filter = { op: 'range', column: 'count', gte: 90 * round, lt: 90 * round + 8 };
    expect(await agree({ op: 'and', filters: [first, search('pc-')] })).toBe(4);
    expect(await agree(search('pc-5'))).toBe(45 * (round + 1));
    expect(await agree(search('İ\nß'))).toBe(round + 1);
    expect(await agree(search('ΣΊΣΥΦΟΣ 2'))).toBe(round === 2 ? 45 : 0);
    await agree(search('pc-'));
  }
  expect(await agree(search('pc-'))).not.toBe(before);
});

test('the past holds what was there, and nothing that came later', async () => {
  expect(await agree(search('pc-5'), 1)).toBe(0);
  expect(await agree(search('pc-5'), 2)).toBe(45);
  expect(await agree(search('pc-5'), 3)).toBe(90);
  expect(await agreeOnAll(inside.slice(0, 1), 1)).toBeGreaterThan(5_000);
}, 120_000);

test('a text that was replaced is found by its new one only, now and then', () => {
  const count = (text: string, at?: number): number =>
    runSync(bench.reader.count(search(text), at === undefined ? undefined : { position: at }));
  expect(count('pc-00007919')).toBe(0);
  expect(count('pc-00007919', 1)).toBe(1);
  const common = count('pc-', 1);
  bench.replace('name', 'PC-00007919', 'person 17');
  expect([count('pc-00007919', 1), count('person 17', 1), count('person 17')]).toEqual([0, 1, 0]);
  expect(count('pc-', 1)).toBe(common - 1);
});
