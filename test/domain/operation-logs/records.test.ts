import fc from 'fast-check';
import {
  batchOf,
  between,
  checkBatch,
  cutByDay,
  isTraceable,
  operationColumns,
  operationDetails,
  recordsOf,
  type OperationRecord,
} from '../../../domain/operation-logs/records/index.ts';

const at = (text: string): number => Date.parse(text);
const nine = at('2026-09-01T09:00:00Z');

/** A copy to a removable disk, as an agent tells it. */
const copied: OperationRecord = {
  time: nine,
  detail: 'copy-file',
  source: 'PC-04711',
  user: 'ada',
  file: 'C:\\Users\\ada\\計画.xlsx',
  fileDrive: 'local-disk',
  destination: 'E:\\計画.xlsx',
  destinationDrive: 'removable-disk',
  size: 48_213,
  process: 'explorer.exe',
};
const started: OperationRecord = {
  time: nine + 1_200,
  detail: 'process-execution',
  user: 'ada',
  fileName: 'excel.exe',
};

/** As it comes from the wire, to be spoilt. */
interface Wire {
  [part: string]: unknown;
  texts: string[];
  names: string[];
  cols: Record<string, unknown> & { time: number[]; file: { v: number[] } };
}

const wire = (): Wire => structuredClone(batchOf([copied, started], { seq: 7, tz: 540 })) as unknown as Wire;

test('LOG-004: the 35 operation details each belong to one type, and codes are their places', () => {
  expect(operationDetails).toHaveLength(35);
  expect(new Set(operationDetails.map(({ key }) => key)).size).toBe(35);
  expect(operationDetails.map(({ label }) => label)).toContain('Suppressing device connection');
  const codes = Object.values(operationColumns).map(({ code }) => code);
  expect(codes.toSorted((one, other) => one - other)).toEqual(codes.map((_, index) => index + 1));
});

test('records become columns and are records again', () => {
  const batch = batchOf([started, copied], { seq: 7, tz: 540, rules: 3 });
  expect(batch).toEqual({
    v: 1,
    seq: 7,
    t0: nine,
    tz: 540,
    n: 2,
    rules: 3,
    texts: ['C:\\Users\\ada\\計画.xlsx', 'E:\\計画.xlsx'],
    names: expect.arrayContaining(['ada', 'PC-04711', 'excel.exe', 'explorer.exe']),
    cols: expect.objectContaining({
      time: [0, 1_200],
      detail: [8, 6],
      size: { r: [0], v: [48_213] },
      user: expect.any(Number),
    }),
  });
  expect(checkBatch(batch)).toEqual({ batch });
  expect(recordsOf(batch)).toEqual([copied, started]);
});

test.each<[string, (batch: Wire) => void, string]>([
  ['a version that is not known', batch => (batch.v = 2), 'v'],
  ['a part that no batch has', batch => (batch.device = 'x'), 'device'],
  ['no records', batch => (batch.n = 0), 'n'],
  ['too many records', batch => (batch.n = 1_001), 'n'],
  ['a zone that is none', batch => (batch.tz = 900), 'tz'],
  ['half a batch', batch => batch.cols.time.pop(), 'cols.time'],
  ['a column that does not exist', batch => (batch.cols.colour = 1), 'cols.colour'],
  ['a name that every object has', batch => (batch.cols.constructor = 1 as never), 'cols.constructor'],
  ['the server’s own column', batch => (batch.cols.suspicion = 1), 'cols.suspicion'],
  ['a detail that is none', batch => (batch.cols.detail = [8, 36]), 'cols.detail[1]'],
  ['no detail of a record', batch => (batch.cols.detail = { r: [0], v: [8] }), 'cols.detail'],
  ['a text that is not there', batch => (batch.cols.file.v = [3]), 'cols.file.v[0]'],
  ['rows out of order', batch => (batch.cols.size = { r: [1, 0], v: [1, 2] }), 'cols.size.r[1]'],
  ['a row beyond the end', batch => (batch.cols.size = { r: [2], v: [1] }), 'cols.size.r[0]'],
  ['rows and values that do not fit', batch => (batch.cols.size = { r: [0], v: [] }), 'cols.size'],
  ['a fraction', batch => (batch.cols.size = { r: [0], v: [1.5] }), 'cols.size.v[0]'],
  ['time that runs back', batch => (batch.cols.time = [0, -1]), 'cols.time[1]'],
  ['a time far in the past', batch => (batch.t0 = at('1980-01-01T00:00:00Z')), 't0'],
  ['a time far in the future', batch => (batch.cols.time = [0, 7_258_118_400_000]), 'cols.time'],
  ['a path of a megabyte', batch => (batch.texts[0] = 'x'.repeat(1_000_000)), 'texts[0]'],
  ['a path over its limit', batch => (batch.texts[0] = '計'.repeat(2_084)), 'cols.file.v[0]'],
  ['a control character', batch => (batch.texts[0] = 'a\u0007b'), 'texts[0]'],
  ['half a character', batch => (batch.names[0] = 'a\ud83d'), 'names[0]'],
  ['an empty name', batch => (batch.names[0] = ''), 'names[0]'],
])('refused: %s', (_, spoil, where) => {
  const batch = wire();
  spoil(batch);
  expect(checkBatch(batch)).toEqual({ fault: { at: where, what: expect.any(String) } });
});

test('what agents write for control characters, line feeds between attachments and whole emoji are accepted', () => {
  const batch = wire();
  batch.texts[0] = 'a\u2407b\n📎';
  expect(checkBatch(batch)).toEqual({ batch });
});

test('whatever is sent, it is checked without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      expect(checkBatch(value)).toHaveProperty('fault');
    }),
  );
});

test('a batch over midnight is cut by the device’s own days; nothing is lost and nothing changes', () => {
  const times = fc.array(fc.integer({ min: 0, max: 3 * 86_400_000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(times, fc.integer({ min: -720, max: 840 }), (offsets, tz) => {
      const records = offsets
        .toSorted((one, other) => one - other)
        .map((offset, index): OperationRecord => ({
          ...(index % 3 ? copied : started),
          time: nine + offset,
          ...(index % 2 ? { user: `u${index}` } : {}),
        }));
      const parts = cutByDay(batchOf(records, { seq: 1, tz }));
      expect(parts.flatMap(({ batch }) => recordsOf(batch))).toEqual(records);
      for (const { day, first, batch } of parts) {
        expect(checkBatch(batch)).toEqual({ batch });
        expect(recordsOf(batch)[0]).toEqual(records[first]);
        for (const { time } of recordsOf(batch))
          expect(new Date(time + tz * 60_000).toISOString().slice(0, 10)).toBe(day);
      }
    }),
  );
});

test('LOG-006: of a batch the records that are too old, or of days to come, are left out', () => {
  const batch = batchOf([copied, started], { seq: 1, tz: 0 });
  expect(between(batch, nine, nine + 1_201)).toBe(batch);
  expect(recordsOf(between(batch, nine + 1, Infinity)!)).toEqual([started]);
  expect(recordsOf(between(batch, 0, nine + 1)!)).toEqual([copied]);
  expect(between(batch, nine + 1_201, Infinity)).toBeNull();
  expect(between(batch, 0, nine)).toBeNull();
  expect(between(batch, nine + 1, nine + 2)).toBeNull();
});

test('LOG-025: records of files can be traced, others cannot', () => {
  expect(isTraceable(copied)).toBe(true);
  expect(isTraceable(started)).toBe(false);
  expect(isTraceable({ time: nine, detail: 'copy-folder', file: 'C:\\a' })).toBe(false);
  expect(isTraceable({ time: nine, detail: 'copy-file' })).toBe(false);
});
