import fc from 'fast-check';
import { batchOf, type OperationRecord } from '../../domain/operation-logs/records/index.ts';
import { QueryError } from '../../projections/kernel/index.ts';
import type {
  OperationFilter,
  OperationGroup,
  OperationStore,
  OperationUpload,
  StoredOperation,
} from '../../projections/operation-logs/index.ts';
import { columnOf, OperationModel } from '../support/operation-model.ts';
import { devices, operationFilter, sampleUploads } from '../support/operations.ts';

const at = (text: string): number => Date.parse(text);

/**
 * What every adapter of the OperationStore port must do. `open` answers an empty store, which is closed here. All
 * tests of the suite share it: each compares with a model that was told the same. `filters`: how many are drawn at
 * first; a few more are after each change.
 */
export function operationStoreCompliance(
  adapter: string,
  open: () => Promise<OperationStore>,
  { filters = 80 }: { readonly filters?: number } = {},
): void {
  describe(`operation store compliance: ${adapter}`, () => {
    let store: OperationStore;
    const model = new OperationModel();

    beforeAll(async () => {
      store = await open();
      for (const upload of sampleUploads(60, 11)) await tell(upload);
    });
    afterAll(() => store.close());

    async function tell(upload: OperationUpload): Promise<void> {
      expect(await store.record(upload)).toEqual({ repeated: model.tell(upload) });
    }

    /** One record an upload where no more are given. */
    let seq = 1;
    const upload = (device: string, records: readonly OperationRecord[], tz = 0): OperationUpload => ({
      device,
      batch: batchOf(records, { seq: seq++, tz }),
      receivedAt: at('2026-09-30T00:00:00Z'),
    });

    async function everything(filter: OperationFilter, order: 'newest' | 'oldest', limit: number) {
      const items: StoredOperation[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.search({
          ...filter,
          order,
          limit,
          ...(cursor === undefined ? {} : { cursor }),
        });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        items.push(...page.items);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      return items;
    }

    const groups: OperationGroup[] = [
      'type',
      'detail',
      'suspicious',
      'user',
      'device',
      'source',
      'process',
      'fileDrive',
      'destinationDrive',
    ];

    /** Every answer about a filter, beside the model's. */
    async function compare(filter: OperationFilter, group: OperationGroup): Promise<void> {
      const expected = model.matching(filter);
      expect(await everything(filter, 'oldest', 1_000)).toEqual(expected);
      expect(await everything(filter, 'newest', 120)).toEqual(expected.toReversed());
      expect(await store.count(filter)).toBe(expected.length);
      const slots = {
        quarter: ({ record }: StoredOperation) => String(Math.floor(record.time / 900_000) * 900_000),
        day: ({ id }: StoredOperation) => id.slice(0, 10),
        month: ({ id }: StoredOperation) => id.slice(0, 7),
      };
      for (const [slot, valueOf] of Object.entries(slots) as [keyof typeof slots, typeof slots.day][])
        expect(await store.histogram(filter, slot)).toEqual(
          [...model.counts(filter, valueOf)]
            .map(([value, count]) => ({ slot: value, count }))
            .sort((one, other) => (one.slot < other.slot ? -1 : 1)),
        );
      const counts = model.counts(filter, operation => {
        const value = columnOf(operation, group);
        return value === null ? undefined : String(value);
      });
      const told = await store.groupBy(filter, group, 1_000);
      expect(new Map(told.map(({ value, count }) => [value, count]))).toEqual(counts);
      for (const [index, { value, count }] of told.slice(1).entries()) {
        const before = told[index]!;
        expect(before.count > count || (before.count === count && before.value < value)).toBe(true);
      }
      expect(await store.groupBy(filter, group, 1)).toEqual(told.slice(0, 1));
    }

    const spans = fc.record(
      {
        from: fc.integer({ min: at('2026-08-31T20:00:00Z'), max: at('2026-09-05T00:00:00Z') }),
        until: fc.integer({ min: at('2026-08-31T20:00:00Z'), max: at('2026-09-05T00:00:00Z') }),
        filter: operationFilter(),
        devices: fc.subarray([...devices, 'unknown']).map(some => new Set<string>(some)),
      },
      { requiredKeys: [] },
    );

    async function compareMany(numRuns: number): Promise<void> {
      await compare({}, 'detail');
      await fc.assert(
        fc.asyncProperty(spans, fc.constantFrom(...groups), (filter, group) => compare(filter, group)),
        { numRuns: Math.ceil(numRuns) },
      );
    }

    test(
      'any filter, span and devices: pages, counts, charts and groups',
      () => compareMany(filters),
      120_000,
    );

    test('pages of any size follow each other, records of one moment too', async () => {
      const moment = at('2026-10-20T12:00:00Z');
      for (const device of ['b', 'a', 'c'])
        for (const _ of [1, 2])
          await tell(
            upload(
              device,
              [0, 0, 1].map(later => ({ time: moment + later, detail: 'print' })),
            ),
          );
      const filter = { from: moment };
      const expected = model.matching(filter);
      for (const limit of [1, 2, 5]) {
        expect(await everything(filter, 'oldest', limit)).toEqual(expected);
        expect(await everything(filter, 'newest', limit)).toEqual(expected.toReversed());
      }
    });

    test('a batch that comes again is not stored again, also in parts', async () => {
      const before = await store.count({});
      const twice = upload('again', [
        { time: at('2026-10-01T23:59:59Z'), detail: 'log-on' },
        { time: at('2026-10-02T00:00:00Z'), detail: 'log-off' },
      ]);
      expect(await Promise.all([store.record(twice), store.record(twice)])).toContainEqual({
        repeated: false,
      });
      model.tell(twice);
      await tell(twice);
      expect(await store.count({})).toBe(before + 2);
      // Another device may use the same number.
      await tell({ ...twice, device: 'another' });
      const ids = (await everything({ devices: new Set(['again']) }, 'oldest', 10)).map(({ id }) => id);
      expect(ids).toEqual([`2026-10-01.again.${twice.batch.seq}.0`, `2026-10-02.again.${twice.batch.seq}.0`]);
    });

    test('days are those of the devices’ own calendars', async () => {
      const moment = at('2026-11-10T16:30:00Z');
      for (const [device, tz] of [
        ['east', 540],
        ['west', -480],
      ] as const)
        await tell(upload(device, [{ time: moment, detail: 'power-on' }], tz));
      const filter = { from: moment, until: moment + 1 };
      expect(await store.histogram(filter, 'day')).toEqual([
        { slot: '2026-11-10', count: 1 },
        { slot: '2026-11-11', count: 1 },
      ]);
      await compare(filter, 'device');
    });

    test('a record is found by its name, and nothing else is', async () => {
      for (const operation of model.operations.slice(0, 40))
        expect(await store.get(operation.id)).toEqual(operation);
      const [{ id }] = model.operations as [StoredOperation];
      for (const wrong of ['', 'x', `${id}9999`, id.replace('2026', '1999'), id.replace(/\.\d+\./u, '.7.')])
        expect(await store.get(wrong)).toBeUndefined();
    });

    test('records are read to the end as of when that was begun', async () => {
      const filter: OperationFilter = {
        filter: { op: 'not', filter: { op: 'eq', column: 'user', value: 'ada' } },
      };
      const expected = model.matching(filter);
      const read: StoredOperation[] = [];
      for await (const page of store.read(filter)) {
        if (read.length === 0)
          await tell(upload('late-reader', [{ time: at('2026-09-02T12:00:00Z'), detail: 'print' }]));
        read.push(...page);
      }
      expect(read).toEqual(expected);
      await expect(
        store
          .read(filter, AbortSignal.abort(new Error('enough')))
          [Symbol.asyncIterator]()
          .next(),
      ).rejects.toThrow('enough');
    });

    test('wrong questions are refused', async () => {
      const wrong: OperationFilter[] = [
        { filter: { op: 'eq', column: 'nothing', value: 'x' } },
        { filter: { op: 'eq', column: 'size', value: 'x' } },
        { filter: { op: 'contains', column: 'size', value: 'x' } },
      ];
      for (const filter of wrong) {
        await expect(store.search({ ...filter, order: 'newest', limit: 1 })).rejects.toThrow(QueryError);
        await expect(store.count(filter)).rejects.toThrow(QueryError);
        await expect(store.histogram(filter, 'day')).rejects.toThrow(QueryError);
        await expect(store.groupBy(filter, 'user', 1)).rejects.toThrow(QueryError);
        await expect(store.read(filter)[Symbol.asyncIterator]().next()).rejects.toThrow(QueryError);
      }
      for (const limit of [0, 1_001, 1.5])
        await expect(store.search({ order: 'newest', limit })).rejects.toThrow(QueryError);
      const page = await store.search({ order: 'newest', limit: 1 });
      for (const cursor of ['', 'x', page.next!.slice(1)])
        await expect(store.search({ order: 'newest', limit: 1, cursor })).rejects.toThrow(QueryError);
      await expect(store.search({ order: 'oldest', limit: 1, cursor: page.next! })).rejects.toThrow(
        QueryError,
      );
    });

    test('those who listen hear of new records', async () => {
      const heard = new Promise<void>(resolve => {
        const stop = store.onChange(() => {
          stop();
          resolve();
        });
      });
      await tell(upload('heard', [{ time: at('2026-10-05T12:00:00Z'), detail: 'print' }]));
      await heard;
    });

    test('days are listed with what they hold', async () => {
      const days = await store.days();
      const expected = model.counts({}, ({ id }) => id.slice(0, 10));
      expect(new Map(days.map(({ day, records }) => [day, records]))).toEqual(expected);
      expect(days.map(({ day }) => day)).toEqual([...expected.keys()].sort().reverse());
      const ofDay = model.operations.filter(({ id }) => id.startsWith('2026-09-02'));
      expect(days.find(({ day }) => day === '2026-09-02')).toMatchObject({
        state: 'open',
        root: null,
        batches: new Set(ofDay.map(({ id }) => id.split('.').slice(1, 3).join())).size,
        devices: new Set(ofDay.map(({ device }) => device)).size,
      });
      expect(await store.status()).toMatchObject({
        records: model.operations.length,
        oldest: days.at(-1)!.day,
        newest: days[0]!.day,
      });
    });

    test('a sealed day answers as before, takes what comes late, and is sealed anew', async () => {
      const [day] = ['2026-09-02'];
      const sealed = await store.sealDay(day!);
      expect(sealed).toMatchObject({
        day,
        state: 'sealed',
        root: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
      });
      // Nothing came: the same root.
      expect((await store.sealDay(day!)).root).toBe(sealed.root);
      await compareMany(filters / 4);
      for (const operation of model.operations.filter(({ id }) => id.startsWith(day!)).slice(0, 20))
        expect(await store.get(operation.id)).toEqual(operation);
      const known = sampleUploads(60, 11).find(({ batch }) =>
        new Date(batch.t0).toISOString().startsWith(day!),
      )!;
      await tell(known);
      await tell(
        upload(devices[0], [{ time: at(`${day!}T10:00:00Z`), detail: 'print', document: 'late plan' }]),
      );
      expect((await store.days()).find(one => one.day === day)).toMatchObject({ state: 'open', root: null });
      await compareMany(filters / 8);
      const again = await store.sealDay(day!);
      expect(again).toMatchObject({ state: 'sealed', records: sealed.records + 1 });
      expect(again.root).not.toBe(sealed.root);
      await compareMany(filters / 8);
      expect(await store.checkDay(day!)).toEqual([]);
      await expect(store.sealDay('1999-01-01')).rejects.toThrow('1999-01-01');
    }, 120_000);

    test('records are read to the end although their day is sealed meanwhile', async () => {
      const minutes = Array.from(
        { length: 800 },
        (_, minute) => at('2026-09-02T00:00:00Z') + minute * 60_000,
      );
      for (const device of ['bulk-1', 'bulk-2'])
        await tell(
          upload(
            device,
            minutes.map(time => ({ time, detail: 'print' })),
          ),
        );
      for (const filter of [{ devices: new Set(['bulk-1', 'bulk-2']) }, {}]) {
        const expected = model.matching(filter);
        const reading = store.read(filter)[Symbol.asyncIterator]();
        const read = [...((await reading.next()).value as readonly StoredOperation[])];
        expect(read.length).toBeLessThan(expected.length);
        await tell(upload('bulk-1', [{ time: at('2026-09-02T23:00:00Z'), detail: 'print' }]));
        await store.sealDay('2026-09-02');
        for (let page = await reading.next(); !page.done; page = await reading.next())
          read.push(...page.value);
        expect(read).toEqual(expected);
      }
    });

    test('a day that is dropped is gone, and may begin anew', async () => {
      const day = '2026-09-03';
      await store.dropDay(day);
      await store.dropDay(day);
      model.drop(day);
      await compareMany(filters / 8);
      expect((await store.days()).map(one => one.day)).not.toContain(day);
      await tell(upload(devices[1], [{ time: at(`${day}T10:00:00Z`), detail: 'print' }]));
      await compareMany(filters / 16);
    }, 120_000);
  });
}
