import { benchRow, type BenchRow, type Skipped } from './row.ts';
import { figure, runSuites } from './support/run-suites.ts';

const row = (work: string): BenchRow =>
  benchRow({ work, value: 1_234.5, unit: 'events/s', limit: null, budget: null, better: 'higher' });

const suite =
  (...rows: readonly (BenchRow | Skipped)[]) =>
  async () =>
    async function* () {
      yield* rows;
    };

async function run(suites: Parameters<typeof runSuites>[0], chosen: readonly string[] = []) {
  const lines: string[] = [];
  const { rows, whole } = await runSuites(suites, chosen, line => lines.push(line));
  return { works: rows.map(({ work }) => work), whole, lines };
}

describe('a run of the benchmarks', () => {
  it('is whole when every suite ran', async () => {
    const { works, whole, lines } = await run({ one: suite(row('a')), two: suite(row('b')) });
    expect([works, whole]).toEqual([['a', 'b'], true]);
    expect(lines).toEqual(['one …', '  a: 1,235 events/s', 'two …', '  b: 1,235 events/s']);
  });

  it('is not when one was chosen, and does not load the others', async () => {
    const other = async () => {
      throw new Error('loaded');
    };
    const { works, whole } = await run({ one: suite(row('a')), other }, ['one']);
    expect([works, whole]).toEqual([['a'], false]);
  });

  it('is not when a suite skipped something, which one line says', async () => {
    const skipping = suite(row('a'), { skipped: 'lists on a server: none here' }, row('b'));
    const { works, whole, lines } = await run({ skipping });
    expect([works, whole]).toEqual([['a', 'b'], false]);
    expect(lines).toContain('  skipped: lists on a server: none here');
  });
});

it('figures have three digits that count, and whole thousands', () => {
  expect([0.123456, 9.876, 123.4, 98_765.4].map(figure)).toEqual(['0.123', '9.88', '123', '98,765']);
});
