import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import {
  openHistoryReader,
  openHistoryWriter,
  runAsync,
  runSync,
  sqliteHistoryStorage,
  type HistoryEntry,
  type HistoryStorage,
} from '../../../../adapters/read-store/columnar/index.ts';
import { pack, packRising, unpack, unpackRising } from '../../../../adapters/read-store/columnar/pack.ts';
import { HistoryBench, things } from '../../../support/column-history.ts';

const START = Date.parse('2026-03-01T00:00:00.000Z');
const small = { chunk: 5, segment: 6, block: 4, patience: 4, heldRows: 9, portion: 3, part: 20, few: 2 };

let folder: string;
let files = 0;
const open: HistoryBench[] = [];

async function bench(limits: Partial<typeof small> = {}): Promise<HistoryBench> {
  const made = await HistoryBench.open(join(folder, `${files++}.db`), undefined, { limits }, { limits });
  open.push(made);
  return made;
}

/** One event that bears a thing, and one that changes a column of it. */
function born(
  position: number,
  doc: number,
  columns: Readonly<Record<string, string | number>>,
): HistoryEntry {
  return { position, at: START + position, births: [{ doc, id: `thing-${doc}`, columns }] };
}
function changed(
  position: number,
  doc: number,
  column: string,
  from: string | number | null,
  to: string | number | null,
): HistoryEntry {
  return { position, at: START + position, changes: [{ doc, column, from, to }] };
}
function write(target: HistoryBench, entries: readonly HistoryEntry[]): void {
  const { position, at } = entries.at(-1)!;
  target.write(entries, { position, at });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-columnar-'));
});
afterAll(() => {
  for (const one of open) one.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('packed numbers', () => {
  const cell = fc.oneof(
    fc.constant(NaN),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noDefaultInfinity: true }).map(value => value + 0),
    fc.integer({ min: 0, max: 254 }),
  );

  test('come back as they were, whatever width they need', () => {
    fc.assert(
      fc.property(fc.array(cell, { size: 'max', maxLength: 600 }), values => {
        expect([...unpack(pack(values))]).toEqual(values);
      }),
    );
  });

  test('rising positions come back beyond 32 and up to 53 bits', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeNat(), { maxLength: 40 }), values => {
        const rising = [...values].sort((a, b) => a - b);
        expect([...unpackRising(packRising(rising))]).toEqual(rising);
      }),
    );
  });

  test('a span of exactly one and two bytes keeps the missing value apart', () => {
    for (const max of [253, 254, 255, 65_533, 65_534, 65_535, 65_536])
      expect([...unpack(pack([0, NaN, max]))]).toEqual([0, NaN, max]);
  });
});

describe('texts', () => {
  test('the empty text is a value, a missing one is not', async () => {
    const target = await bench();
    write(target, [born(1, 0, { name: '' }), born(2, 1, {})]);
    const count = (filter: Parameters<typeof target.reader.count>[0]) => runSync(target.reader.count(filter));
    expect(count({ op: 'eq', column: 'name', value: '' })).toBe(1);
    expect(count({ op: 'missing', column: 'name' })).toBe(1);
    expect(count({ op: 'range', column: 'name', gte: '' })).toBe(1);
  });

  test('a lone surrogate is stored as one replacement character, also beside the text that has it', async () => {
    const target = await bench();
    write(target, [born(1, 0, { name: 'a\ud800' }), born(2, 1, { name: 'a\ufffd' })]);
    const page = runSync(target.reader.find({ limit: 2, fields: ['name'] }));
    expect(page.items.map(({ columns }) => columns['name'])).toEqual(['a\ufffd', 'a\ufffd']);
  });

  test('100,000 different ones are ordered by code points and found by part', async () => {
    const target = await bench();
    const names = Array.from(
      { length: 100_000 },
      (_, i) => `${i % 2 ? '\u{1F600}' : '\uff41'}${(i * 7_919) % 100_000}`,
    );
    write(
      target,
      names.map((name, doc) => born(doc + 1, doc, { name })),
    );
    const { reader } = target;
    const bytes = (text: string) => Buffer.from(text);
    const sorted = [...names].sort((a, b) => bytes(a).compare(bytes(b)));
    for (const offset of [0, 49_990, 99_990]) {
      const page = runSync(
        reader.find({ sort: [{ column: 'name', direction: 'asc' }], limit: 10, offset, fields: ['name'] }),
      );
      expect(page.items.map(({ columns }) => columns['name'])).toEqual(sorted.slice(offset, offset + 10));
    }
    expect(runSync(reader.count({ op: 'contains', column: 'name', value: 'A777' }))).toBe(
      names.filter(name => name.startsWith('\uff41777')).length,
    );
    // A new text finds its place among those that are ranked already.
    write(target, [changed(100_001, 0, 'name', names[0]!, '\uff41')]);
    const first = runSync(target.reader.find({ sort: [{ column: 'name', direction: 'asc' }], limit: 1 }));
    expect(first.items[0]?.id).toBe('thing-0');
  });

  test('a replaced text is gone from the present, the past, the search and the file', async () => {
    const target = await bench(small);
    target.writing.pragma('secure_delete = ON');
    write(target, [born(1, 0, { name: 'Erika Mustermann' }), born(2, 1, { name: 'Erika Mustermann' })]);
    for (let position = 3; position < 60; position++)
      write(target, [
        position % 2
          ? changed(
              position,
              0,
              'name',
              position === 3 ? 'Erika Mustermann' : `n${position - 2}`,
              `n${position}`,
            )
          : changed(position, 1, 'count', position === 4 ? null : position - 2, position),
      ]);
    const reader = target.reader;
    expect(runSync(reader.former({ text: 'erika mustermann', match: 'exact', limit: 9 }))).toHaveLength(2);
    target.replace('name', 'Erika Mustermann', 'person 17');
    expect(() => target.replace('name', 'person 17', 'n59')).toThrow('choose one in no use');

    const again = target.reader;
    expect(runSync(again.former({ text: 'erika', match: 'prefix', limit: 9 }))).toEqual([]);
    expect(runSync(again.former({ text: 'person 17', match: 'exact', limit: 9 }))).toHaveLength(2);
    expect(
      runSync(again.find({ limit: 1, fields: ['name'] }, { position: 2 })).items[0]?.columns['name'],
    ).toBe('person 17');
    expect(runSync(again.history('thing-0')).at(-1)).toMatchObject({ from: 'person 17', to: 'n3' });
    target.writing.pragma('wal_checkpoint(TRUNCATE)');
    expect(readFileSync(target.path).includes('Erika')).toBe(false);
    // The same text learned anew is another value.
    write(target, [changed(60, 0, 'name', 'n59', 'Erika Mustermann')]);
    expect(runSync(target.reader.count({ op: 'eq', column: 'name', value: 'Erika Mustermann' }))).toBe(1);
    expect(runSync(target.reader.count({ op: 'eq', column: 'name', value: 'person 17' }))).toBe(1);
  });
});

describe('values a projection must not put', () => {
  test.each([
    ['name', 5],
    ['count', 'five'],
    ['count', Infinity],
    ['on', 'yes'],
  ])('%s: %p is refused by name and type, nothing is written', async (column, value) => {
    const target = await bench();
    expect(() => write(target, [born(1, 0, { [column]: value as string })])).toThrow(
      `column ${column} holds`,
    );
  });

  test('entries out of order and documents out of turn are refused', async () => {
    const target = await bench();
    write(target, [born(5, 0, {})]);
    expect(() => write(target, [changed(5, 0, 'name', null, 'a')])).toThrow('does not follow position 5');
    const other = await bench();
    expect(() => write(other, [born(1, 3, {})])).toThrow('document 3 born, 0 is the next');
  });
});

describe('positions and moments', () => {
  test('positions of 50 bits, as byte offsets of a large log are, keep their order', async () => {
    const target = await bench(small);
    const far = 2 ** 50;
    write(target, [born(far, 0, { count: 0 })]);
    for (let i = 1; i < 40; i++) write(target, [changed(far + i * 3, 0, 'count', i - 1, i)]);
    target.reopenReader();
    for (const i of [0, 1, 7, 38, 39]) {
      const page = runSync(
        target.reader.find({ limit: 1, fields: ['count'] }, { position: far + i * 3 + 1 }),
      );
      expect(page.items[0]?.columns['count']).toBe(i);
    }
    expect(runSync(target.reader.count(undefined, { position: far - 1 }))).toBe(0);
  });

  test('each position beside a seal and a key frame answers for itself', async () => {
    const target = await bench(small);
    write(target, [born(1, 0, { count: 0 }), born(2, 1, { count: 0 })]);
    const values: number[][] = [[], [0, NaN], [0, 0]];
    for (let position = 3; position < 120; position++) {
      const doc = position % 2;
      const before = values.at(-1)!;
      write(target, [changed(position, doc, 'count', before[doc]!, position)]);
      values.push(before.map((value, i) => (i === doc ? position : value)));
    }
    const frames = target.writing.prepare('SELECT count(DISTINCT at) n FROM h_key').pluck().get() as number;
    expect(frames).toBeGreaterThan(5);
    target.reopenReader();
    for (let position = 2; position < 120; position++) {
      const { items } = runSync(target.reader.find({ limit: 2, fields: ['count'] }, { position }));
      expect(items.map(({ columns }) => columns['count'])).toEqual(values[position]);
    }
  });

  test('a reader that holds its look sees one state while batches are sealed away under it', async () => {
    const target = await bench(small);
    write(target, [born(1, 0, { name: 'a1' })]);
    for (let i = 2; i < 30; i++) write(target, [changed(i, 0, 'name', `a${i - 1}`, `a${i}`)]);
    const reading = new Database(target.path, { readonly: true });
    const storage = sqliteHistoryStorage(reading, 'h');
    reading.exec('BEGIN');
    const reader = runSync(openHistoryReader(storage, things, { limits: small }));
    for (let i = 30; i < 90; i++) write(target, [changed(i, 0, 'name', `a${i - 1}`, `a${i}`)]);
    expect(reader.position).toBe(29);
    expect(runSync(reader.find({ limit: 1, fields: ['name'] })).items[0]?.columns['name']).toBe('a29');
    expect(runSync(reader.history('thing-0'))).toHaveLength(28);
    reading.exec('COMMIT');
    reading.exec('BEGIN');
    runSync(reader.refresh());
    expect(runSync(reader.find({ limit: 1, fields: ['name'] })).items[0]?.columns['name']).toBe('a89');
    expect(
      runSync(reader.find({ limit: 1, fields: ['name'] }, { position: 45 })).items[0]?.columns['name'],
    ).toBe('a45');
    expect(runSync(reader.history('thing-0'))).toHaveLength(88);
    reading.exec('COMMIT');
    reading.close();
  });

  test('the tail stays short however small the batches are', async () => {
    const target = await bench(small);
    write(target, [born(1, 0, { name: 'a', count: 0 })]);
    for (let i = 2; i < 200; i++)
      write(target, [
        i % 9 ? changed(i, 0, 'count', i - 1, i) : changed(i, 0, 'ratio', i === 9 ? null : i - 9, i),
      ]);
    const rows = target.writing.prepare('SELECT count(*) FROM h_tail').pluck().get() as number;
    expect(rows).toBeLessThan(30);
  });
});

describe('a write that breaks off', () => {
  /** A storage whose n-th write fails. */
  const failing = (storage: HistoryStorage, nth: number): HistoryStorage => {
    let writes = 0;
    return new Proxy(storage, {
      get(target, name) {
        const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
        if (!/^(put|add|drop)/.test(String(name))) return method;
        return (...args: unknown[]) => {
          if (++writes === nth) throw new Error('the disk is full');
          return method(...args);
        };
      },
    });
  };

  test('leaves the state before it, at whichever write of a seal or a drain it was', async () => {
    const target = await bench(small);
    write(target, [born(1, 0, { name: 'a1', count: 1 }), born(2, 1, { name: 'b' })]);
    let broken = 0;
    for (let position = 3, nth = 1; position < 150; position++) {
      const entry: HistoryEntry = {
        position,
        at: START + position,
        changes: [
          { doc: 0, column: 'name', from: position === 3 ? 'a1' : `a${position - 1}`, to: `a${position}` },
        ],
      };
      const storage = failing(sqliteHistoryStorage(target.writing, 'h'), nth);
      const attempt = target.writing.transaction(() => {
        const writer = runSync(openHistoryWriter(storage, things, { limits: small }));
        runSync(writer.append([entry], { position, at: entry.at }));
      });
      try {
        attempt();
        nth = 1;
      } catch {
        broken++;
        nth++;
        position--;
      }
    }
    expect(broken).toBeGreaterThan(500);
    for (const position of [2, 3, 40, 77, 148, 149]) {
      const page = runSync(target.reader.find({ limit: 1, fields: ['name'] }, { position }));
      expect(page.items[0]?.columns['name']).toBe(position === 2 ? 'a1' : `a${position}`);
    }
    expect(runSync(target.reader.history('thing-0'))).toHaveLength(147);
  });
});

test('the same reader and writer run over a storage that answers later', async () => {
  const target = await bench(small);
  const inner = sqliteHistoryStorage(target.writing, 'h');
  const later = new Proxy(inner, {
    get: (storage, name) => {
      const method = Reflect.get(storage, name) as (...args: unknown[]) => unknown;
      return async (...args: unknown[]) => method(...args);
    },
  });
  const writer = await runAsync(openHistoryWriter(later, things, { limits: small }));
  await runAsync(writer.append([born(1, 0, { name: 'a' })], { position: 1, at: START }));
  for (let i = 2; i < 30; i++)
    await runAsync(
      writer.append([changed(i, 0, 'name', i === 2 ? 'a' : `a${i - 1}`, `a${i}`)], {
        position: i,
        at: START + i,
      }),
    );
  const reader = await runAsync(openHistoryReader(later, things, { limits: small }));
  const page = await runAsync(reader.find({ limit: 1, fields: ['name'] }, { position: 12 }));
  expect(page.items[0]?.columns['name']).toBe('a12');
  expect(() => runSync(reader.refresh())).toThrow('answers later');
});
