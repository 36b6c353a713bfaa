import { benchRow, type BenchRow, type Skipped } from './row.ts';
import { withTable } from './support/results-page.ts';
import { figure, runSuite } from './support/run-suite.ts';

const row = (work: string): BenchRow =>
  benchRow({ work, value: 1_234.5, unit: 'events/s', limit: null, budget: null, better: 'higher' });

describe('a suite of the benchmarks', () => {
  const measured = async (...all: readonly (BenchRow | Skipped)[]) => {
    const lines: string[] = [];
    const suite = async function* () {
      yield* all;
    };
    const { rows, whole } = await runSuite(suite, line => lines.push(line));
    return { works: rows.map(({ work }) => work), whole, lines };
  };

  it('gives its rows, and says each as it comes', async () => {
    expect(await measured(row('a'), row('b'))).toEqual({
      works: ['a', 'b'],
      whole: true,
      lines: ['  a: 1,235 events/s', '  b: 1,235 events/s'],
    });
  });

  it('that skipped something, which one line says, is not whole', async () => {
    const { works, whole, lines } = await measured(row('a'), { skipped: 'lists: no server' }, row('b'));
    expect([works, whole]).toEqual([['a', 'b'], false]);
    expect(lines).toContain('  skipped: lists: no server');
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
