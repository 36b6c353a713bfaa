import { benchRow, type BenchRow, type Skipped } from './row.ts';
import { withTable } from './support/results-page.ts';
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
  const results: [name: string, works: string[], whole: boolean][] = [];
  for await (const { name, rows, whole } of runSuites(suites, chosen, line => lines.push(line)))
    results.push([name, rows.map(({ work }) => work), whole]);
  return { results, lines };
}

describe('a run of the benchmarks', () => {
  it('yields each suite at its end and says each row as it comes', async () => {
    const { results, lines } = await run({ one: suite(row('a')), two: suite(row('b')) });
    expect(results).toEqual([
      ['one', ['a'], true],
      ['two', ['b'], true],
    ]);
    expect(lines).toEqual(['one …', '  a: 1,235 events/s', 'two …', '  b: 1,235 events/s']);
  });

  it('runs the chosen ones and does not load the others', async () => {
    const other = async () => {
      throw new Error('loaded');
    };
    const { results } = await run({ one: suite(row('a')), other }, ['one']);
    expect(results).toEqual([['one', ['a'], true]]);
  });

  it('a suite that skipped something, which one line says, is not whole', async () => {
    const skipping = suite(row('a'), { skipped: 'lists on a server: none here' }, row('b'));
    const { results, lines } = await run({ skipping, other: suite(row('c')) });
    expect(results).toEqual([
      ['skipping', ['a', 'b'], false],
      ['other', ['c'], true],
    ]);
    expect(lines).toContain('  skipped: lists on a server: none here');
  });
});

describe('the page of the figures', () => {
  const page = 'What people wrote.\n<!-- measured: lists -->\nold\n<!-- end of lists -->\nA note.\n';

  it('has the new table where the old one was, and all else as it was', () => {
    const missed = benchRow({
      work: 'page',
      value: 30,
      unit: 'ms p99',
      limit: 4,
      limitName: 'bare SQLite',
      budget: 25,
      better: 'lower',
    });
    expect(withTable(page, 'lists', [missed], 'Today:')).toBe(`What people wrote.
<!-- measured: lists -->

Today:

| Work | Measured | Limit of this machine, same run | Ratio | Budget | Met |
|---|---|---|---|---|---|
| page | 30.0 ms p99 | 4.00 (bare SQLite) | 7.50 | ≤ 25.0 | **no** |

<!-- end of lists -->
A note.
`);
  });

  it('without a place for the suite is an error that shows which', () => {
    expect(() => withTable(page, 'log', [row('a')], 'Today:')).toThrow(
      'no place for log: <!-- measured: log -->',
    );
  });
});

it('figures have three digits that count, and whole thousands', () => {
  expect([0.123456, 9.876, 123.4, 98_765.4].map(figure)).toEqual(['0.123', '9.88', '123', '98,765']);
});
