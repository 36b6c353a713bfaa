import fc from 'fast-check';
import { Body } from '../../../adapters/operation-logs/format/body.ts';
import { FormatError } from '../../../adapters/operation-logs/format/bytes.ts';
import { encodeBody, type BodyPart } from '../../../adapters/operation-logs/format/encode.ts';
import { packBody } from '../../../adapters/operation-logs/format/pack.ts';
import {
  batchOf,
  checkBatch,
  cutByDay,
  operationColumns,
  recordsOf,
  type OperationBatch,
  type OperationColumnName,
} from '../../../domain/operation-logs/records/index.ts';
import { sampleUploads } from '../../support/operations.ts';

const uploads = sampleUploads(80, 23);
const parts = uploads.flatMap(({ batch, receivedAt }) =>
  cutByDay(batch).map(({ batch: part }) => ({ batch: part, receivedAt })),
);
const recordsIn = (body: Body) => Array.from({ length: body.n }, (_, row) => body.record(row));

test('a body holds what the batch said', () => {
  for (const part of parts) {
    const body = Body.unpacked(packBody(encodeBody([part]), 1));
    expect(recordsIn(body)).toEqual(recordsOf(part.batch));
    const { seq, tz, rules, n } = part.batch;
    expect(body.runs).toEqual([{ first: 0, n, seq, tz, rules, receivedAt: part.receivedAt }]);
  }
});

test('columns that were read as a whole answer as those that were not', () => {
  for (const part of parts.slice(0, 30)) {
    const [fresh, read] = [new Body(encodeBody([part])), new Body(encodeBody([part]))];
    for (let code = 1; code <= 35; code++) {
      read.column(code);
      for (let row = 0; row < fresh.n; row++) expect(fresh.valueAt(code, row)).toBe(read.valueAt(code, row));
    }
  }
});

test('the same records are the same bytes, whatever form the batch had', () => {
  for (const part of parts) {
    const { batch, receivedAt } = part;
    const spelled = checkBatch({
      ...batch,
      t0: batch.t0 - 5,
      texts: ['never used', ...batch.texts, ...batch.texts],
      names: ['never used', ...batch.names, ...batch.names],
      cols: Object.fromEntries(
        Object.entries(batch.cols)
          .filter(([name]) => name !== 'suspicion')
          .map(([name, values]) => {
            const { kind } = operationColumns[name as OperationColumnName];
            const shift = (value: number) => (kind === 'text' || kind === 'name' ? value + 1 : value);
            if (name === 'time') return [name, (values as number[]).with(0, (values as number[])[0]! + 5)];
            if (typeof values === 'number')
              return [name, Array.from({ length: batch.n }, () => shift(values))];
            if (Array.isArray(values))
              return [name, { r: values.map((_, row) => row), v: values.map(shift) }];
            const { r, v } = values as { r: number[]; v: number[] };
            return [name, { r, v: v.map(shift) }];
          }),
      ),
    });
    if ('fault' in spelled) throw new Error(JSON.stringify(spelled.fault));
    const { suspicion: _, ...cols } = batch.cols;
    expect(encodeBody([{ batch: spelled.batch, receivedAt }])).toEqual(
      encodeBody([{ batch: { ...batch, cols } as OperationBatch, receivedAt }]),
    );
  }
});

test('strings that a part does not use are left out of it', () => {
  const midnight = Date.parse('2026-09-02T00:00:00Z');
  const batch = batchOf(
    [
      { time: midnight - 1, detail: 'print', document: 'before', user: 'ada' },
      { time: midnight, detail: 'print', document: 'after', user: 'ada' },
    ],
    { seq: 1, tz: 0 },
  );
  const [, after] = cutByDay(batch);
  const bytes = encodeBody([{ batch: after!.batch, receivedAt: 0 }]);
  expect(bytes.includes('before')).toBe(false);
  expect(new Body(bytes).texts.list()).toEqual(['after']);
});

test('merged bodies hold every part as it was, byte by byte', () => {
  const ordered = parts.toSorted((one, other) => one.batch.t0 - other.batch.t0);
  const apart: BodyPart[] = [];
  for (const part of ordered) {
    const last = apart.at(-1) && new Body(encodeBody([apart.at(-1)!]));
    if (!last || part.batch.t0 >= last.times.at(-1)!) apart.push(part);
  }
  expect(apart.length).toBeGreaterThan(5);
  const merged = Body.unpacked(packBody(encodeBody(apart, { sorted: true }), 6));
  expect(recordsIn(merged)).toEqual(apart.flatMap(({ batch }) => recordsOf(batch)));
  expect(merged.texts.list()).toEqual(merged.texts.list().toSorted());
  for (const [index, run] of merged.runs.entries())
    expect(encodeBody([{ batch: merged.batchOf(run), receivedAt: run.receivedAt }])).toEqual(
      encodeBody([apart[index]!]),
    );
});

test('bytes that are no body, or no longer, are refused as such and do no harm', () => {
  const whole = encodeBody(parts.slice(0, 1), { sorted: true });
  const packed = packBody(encodeBody([largest()]), 1);
  const readAll = (bytes: Uint8Array): void => {
    const body = Body.unpacked(bytes);
    recordsIn(body);
    for (const run of body.runs) body.batchOf(run);
  };
  const refusedOrRead = (bytes: Uint8Array): void => {
    try {
      readAll(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(FormatError);
    }
  };
  for (let length = 0; length < whole.length; length++)
    expect(() => readAll(whole.subarray(0, length))).toThrow(FormatError);
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) }), {
        minLength: 1,
        maxLength: 4,
      }),
      changes => {
        const changed = Uint8Array.from(whole);
        for (const { at, byte } of changes) changed[at] = byte;
        refusedOrRead(changed);
      },
    ),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), bytes => refusedOrRead(Uint8Array.of(1, ...bytes))),
  );
  // A packed body carries a checksum: what can be read at all is what was written.
  const expected = recordsIn(Body.unpacked(packed));
  fc.assert(
    fc.property(
      fc.integer({ min: 4, max: packed.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      (at, bits) => {
        const changed = Uint8Array.from(packed);
        changed[at]! ^= bits;
        try {
          expect(recordsIn(Body.unpacked(changed))).toEqual(expected);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('what was stored once is read for ever: the example of the format’s description', () => {
  const bytes = Buffer.from(goldenHex, 'hex');
  expect(encodeBody([golden()])).toEqual(bytes);
  expect(recordsIn(new Body(bytes))).toEqual(recordsOf(golden().batch));
});

function golden(): BodyPart {
  const time = Date.parse('2026-09-01T00:00:00Z');
  const records = [
    { time, detail: 'copy-file', user: 'ada', file: 'C:\\plan', destination: 'E:\\plan', size: 300 },
    { time: time + 1_200, detail: 'log-off', user: 'ada' },
  ];
  return { batch: batchOf(records, { seq: 7, tz: 540 }), receivedAt: time + 5_000 };
}

const goldenHex =
  '01010207889f90d28534ec090080f88fd28534020f0000000707433a5c706c616e00453a5c706c61' +
  '6e0103000000036164610601010300000000b0090201020000000804040001000000010702040000' +
  '000100ac020a02030000000100010c0203000000010002';

function largest(): BodyPart {
  const records = parts.flatMap(({ batch }) => recordsOf(batch)).slice(0, 900);
  return { batch: batchOf(records, { seq: 1, tz: 0 }), receivedAt: 0 };
}
