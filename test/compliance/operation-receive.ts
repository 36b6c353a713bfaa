import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { memoryOperationStore } from '../../adapters/operation-logs/memory.ts';
import {
  batchOf,
  between,
  checkBatch,
  recordsOf,
  withSuspicions,
  type IntakeRules,
  type OperationBatch,
  type OperationRecord,
} from '../../domain/operation-logs/records/index.ts';
import {
  recordIdIn,
  type BatchOutcome,
  type OperationStore,
  type ReceivedOperations,
  type StoredOperation,
  type UploadForm,
} from '../../projections/operation-logs/index.ts';
import { operationRecords } from '../support/operations.ts';
import { spoiled } from '../support/operation-values.ts';

const start = Date.parse('2026-09-01T00:00:00Z');
const hour = 3_600_000;

const suspicious = fc.record({
  mail: fc.boolean(),
  webFtp: fc.boolean(),
  externalDevice: fc.boolean(),
  printedPages: fc.constantFrom(null, 100),
});
const anyRules: fc.Arbitrary<IntakeRules> = fc.record({
  kept: fc.oneof(
    { arbitrary: fc.constant({ from: 0, until: start + 1_000 * hour }), weight: 3 },
    { arbitrary: fc.constant(null), weight: 1 },
    {
      arbitrary: fc
        .tuple(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 1, max: 30 }))
        .map(([from, hours]) => ({ from: start + from * hour, until: start + (from + hours) * hour })),
      weight: 3,
    },
  ),
  suspicious,
});
const all: IntakeRules = {
  kept: { from: 0, until: Number.MAX_SAFE_INTEGER },
  suspicious: { mail: true, webFtp: true, externalDevice: true, printedPages: 1 },
};

/** Sound and spoiled batches; some numbers come twice. */
const values = fc.array(
  fc
    .record({
      records: operationRecords,
      seq: fc.nat(5),
      tz: fc.constantFrom(0, 540, -720),
      isSound: fc.boolean(),
    })
    .chain(({ records, isSound, ...head }) => {
      const batch = batchOf(records, head);
      return isSound ? fc.constant<unknown>(batch) : spoiled(batch);
    }),
  { minLength: 1, maxLength: 4 },
);

/** What every adapter answers to uploads as they came: what its parts answer one after the other. */
export function operationReceiveCompliance(adapter: string, open: () => Promise<OperationStore>): void {
  describe(`operation upload compliance: ${adapter}`, () => {
    let store: OperationStore;
    const reference = memoryOperationStore();
    let devices = 0;
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    const newDevice = (): string => `upload-${devices++}`;
    const uploadOf = (device: string, bytes: Uint8Array, more: Partial<ReceivedOperations> = {}) => ({
      device,
      receivedAt: start,
      body: bytes,
      gzip: false,
      form: { kind: 'batches' } as const,
      rules: all,
      ...more,
    });
    const jsonOf = (batches: readonly unknown[]) => Buffer.from(JSON.stringify({ batches }));

    async function stored(of: OperationStore, device: string): Promise<StoredOperation[]> {
      const found: StoredOperation[] = [];
      for await (const page of of.read({ devices: new Set([device]) })) found.push(...page);
      return found;
    }

    async function recordedOneByOne(
      device: string,
      sent: readonly unknown[],
      rules: IntakeRules,
    ): Promise<BatchOutcome[]> {
      const outcomes: BatchOutcome[] = [];
      for (const value of sent) outcomes.push(await recordedAlone(device, value, rules));
      return outcomes;
    }

    async function recordedAlone(device: string, value: unknown, rules: IntakeRules): Promise<BatchOutcome> {
      const checked = checkBatch(value);
      if ('fault' in checked) {
        const seq = (value as Partial<OperationBatch>).seq as number;
        return { seq: Number.isSafeInteger(seq) && seq >= 0 ? seq : 0, state: 'refused', ...checked };
      }
      const { batch: whole } = checked;
      const { kept } = rules;
      if (!kept) return { seq: whole.seq, state: 'discarded', outside: null };
      const beyond = recordsOf(whole).filter(({ time }) => time < kept.from || time >= kept.until);
      const outside =
        beyond.length === 0
          ? null
          : { records: beyond.length, oldest: beyond[0]!.time, newest: beyond.at(-1)!.time };
      const part = between(whole, kept.from, kept.until);
      if (!part) return { seq: whole.seq, state: 'discarded', outside };
      const { batch, detections } = withSuspicions(part, rules.suspicious);
      const { repeated } = await reference.record({ device, batch, receivedAt: start });
      const prints = recordsOf(batch).filter(({ detail }) => detail === 'print');
      return {
        seq: whole.seq,
        state: repeated ? 'repeated' : 'recorded',
        outside,
        detections: detections.map(({ row, ...rest }) => ({
          ...rest,
          record: recordIdIn(device, batch, row),
        })),
        prints:
          rules.suspicious.printedPages === null
            ? []
            : [...Map.groupBy(prints, ({ user }) => user ?? null)].map(([user, own]) => ({
                user,
                times: own.map(({ time }) => time),
              })),
      };
    }

    test('any batches, sound or not, are answered and stored as if each came alone', async () => {
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(values, anyRules, fc.boolean(), async (sent, rules, gzip) => {
          const device = newDevice();
          const bytes = jsonOf(sent);
          const body = gzip ? gzipSync(bytes) : bytes;
          const expected = await recordedOneByOne(device, sent, rules);
          expect(await store.receive(uploadOf(device, body, { gzip, rules }))).toEqual({ batches: expected });
          expect(await stored(store, device)).toEqual(await stored(reference, device));
          for (const outcome of expected) {
            seen.add(outcome.state);
            if ('detections' in outcome && outcome.detections.length > 0) seen.add('detected');
            if ('prints' in outcome && outcome.prints.length > 0) seen.add('printed');
            if ('outside' in outcome && outcome.outside) seen.add('outside');
          }
        }),
        { numRuns: 150, seed: 5 },
      );
      expect([...seen].sort()).toEqual(
        ['detected', 'discarded', 'outside', 'printed', 'recorded', 'refused', 'repeated'].sort(),
      );
    }, 60_000);

    test('lines are one batch, whatever stands in them', async () => {
      const lines = (records: readonly unknown[]) =>
        Buffer.from(records.map(record => JSON.stringify(record)).join('\n\n'));
      await fc.assert(
        fc.asyncProperty(operationRecords, fc.nat(9), async (records, seq) => {
          const device = newDevice();
          const form: UploadForm = { kind: 'lines', seq, tz: 60 };
          const expected = await recordedOneByOne(device, [batchOf(records, { seq, tz: 60 })], all);
          expect(await store.receive(uploadOf(device, lines(records), { form }))).toEqual({
            batches: expected,
          });
          expect(await stored(store, device)).toEqual(await stored(reference, device));
        }),
        { numRuns: 30, seed: 6 },
      );
      const print = { time: '2026-09-01T00:00:00Z', detail: 'print' };
      const form: UploadForm = { kind: 'lines', seq: 1, tz: 0 };
      const answerTo = (bytes: Uint8Array) => store.receive(uploadOf(newDevice(), bytes, { form }));
      for (const [more, at] of [
        [{ colour: 'red' }, 'cols.colour'],
        [JSON.parse('{"__proto__":{"detail":"print"}}'), 'cols.__proto__'],
        [{ user: ['ada'] }, 'names[0]'],
        [{ pages: 2_147_483_648 }, 'cols.pages[0]'],
      ] as const)
        expect(await answerTo(lines([{ ...print, ...more }]))).toEqual({
          batches: [{ seq: 1, state: 'refused', fault: { at, what: expect.any(String) as string } }],
        });
      const fault = (at: string, what: string) => ({
        fault: { at, what: expect.stringContaining(what) as string },
      });
      expect(await answerTo(Buffer.from(`${JSON.stringify(print)}\n\n[1]`))).toEqual(
        fault('line 3', 'object'),
      );
      expect(await answerTo(Buffer.from('{"time":"soon"}'))).toEqual(fault('line 1', '`time`'));
      expect(await answerTo(Buffer.alloc(100_000, '\n'))).toEqual(fault('body', '1 to 1000 lines'));
      expect(await answerTo(lines(Array<OperationRecord>(1_001).fill({ ...print, time: start })))).toEqual(
        fault('body', '1 to 1000 lines'),
      );
    });

    test('an upload that cannot be read says why, and nothing of it is kept', async () => {
      const device = newDevice();
      const batch = batchOf([{ time: start, detail: 'print' }], { seq: 1, tz: 0 });
      const good = jsonOf([batch]);
      const unread: readonly (readonly [Uint8Array, boolean, string, string])[] = [
        [Buffer.alloc(0), false, 'body', 'JSON'],
        [Buffer.from('{"batches":['), false, 'body', 'JSON'],
        [Buffer.from([...good.subarray(0, 30), 0xff, ...good.subarray(30)]), false, 'body', 'UTF-8'],
        [Buffer.from('['.repeat(2_000_000)), false, 'body', 'JSON'],
        [Buffer.from('null'), false, 'batches', 'list'],
        [Buffer.from('{"batches":{"length":1}}'), false, 'batches', 'list'],
        [jsonOf([]), false, 'batches', '1 to 20'],
        [jsonOf(Array(21).fill(batch)), false, 'batches', '1 to 20'],
        [good, true, 'body', 'gzip'],
        [gzipSync(good).subarray(0, -9), true, 'body', 'gzip'],
        [gzipSync(Buffer.alloc(17 * 2 ** 20, ' ')), true, 'body', '16 MiB'],
        [Buffer.alloc(17 * 2 ** 20, ' '), false, 'body', '16 MiB'],
      ];
      for (const [body, gzip, at, what] of unread)
        expect(await store.receive(uploadOf(device, body, { gzip }))).toEqual({
          fault: { at, what: expect.stringContaining(what) as string },
        });
      expect(await stored(store, device)).toEqual([]);
      expect(await store.receive(uploadOf(device, good))).toMatchObject({ batches: [{ state: 'recorded' }] });
    });
  });
}
