import fc from 'fast-check';
import {
  batchOf,
  operationColumnNames,
  operationColumns,
  operationDetails,
  type OperationRecord,
} from '../../domain/operation-logs/records/index.ts';
import type { Filter } from '../../projections/kernel/index.ts';
import { operationsCollection, type OperationUpload } from '../../projections/operation-logs/index.ts';
import { filterFor, texts as filterTexts } from './filters.ts';

export const devices = ['0f1c-a', '0f1c-b', '17d2-c', '9e44-d'] as const;

/** Texts that an agent may send, those among them that filters ask for too. */
const texts = [
  ...filterTexts.filter(text => text !== '' && text.length < 16),
  'C:\\Users\\ada\\Plan.xlsx',
  'C:\\Users\\ada\\計画 2026.xlsx',
  '\\\\files\\share\\Ｐｌａｎ.xlsx',
  'https://example.org/plan?x=1',
];
const names = ['ada', 'Ada', 'grace', 'SYSTEM', 'ソフト', 'excel.exe', 'a'];
const start = Date.parse('2026-09-01T00:00:00Z');
const zones = [0, 540, -300, 840, -720];

function valueFor(name: (typeof operationColumnNames)[number]): fc.Arbitrary<string | number> {
  const column = operationColumns[name];
  switch (column.kind) {
    case 'term':
      return fc.constantFrom(...column.terms.map(({ key }) => key));
    case 'text':
      return fc.constantFrom(...texts);
    case 'name':
      return fc.constantFrom(...names);
    case 'seconds':
      return fc.constantFrom(1_760_000_000, 1_791_763_200);
    case 'count':
      return fc.constantFrom(0, 1, 3, 127, 128, 2 ** 31 - 1, column.most);
    default:
      throw new RangeError(`${name} is drawn with its record`);
  }
}

const optional = operationColumnNames.filter(name => name !== 'time' && name !== 'detail');

/** Records of one upload: some columns, some of them in every record alike. */
export const operationRecords = fc
  .record({
    first: fc.integer({ min: 0, max: 3 * 86_400_000 }),
    steps: fc.array(fc.constantFrom(0, 1, 999, 60_000, 4_000_000), { maxLength: 25 }),
    columns: fc.subarray(optional, { maxLength: 9 }),
  })
  .chain(({ first, steps, columns }) => {
    let time = start + first;
    const times = [time, ...steps.map(step => (time += step))];
    return fc.tuple(
      ...times.map(at =>
        fc
          .record(
            {
              time: fc.constant(at),
              detail: fc.constantFrom(...operationDetails.map(({ key }) => key)),
              ...Object.fromEntries(columns.map(name => [name, valueFor(name)])),
            },
            { requiredKeys: ['time', 'detail'] },
          )
          .map(record => record as OperationRecord),
      ),
    );
  });

/** Uploads of four devices over four days, in the order they come, each with a `seq` of its own. */
export function sampleUploads(count: number, seed: number): OperationUpload[] {
  const drawn = fc.sample(
    fc.record({
      records: operationRecords,
      device: fc.constantFrom(...devices),
      tz: fc.constantFrom(...zones),
    }),
    { numRuns: count, seed },
  );
  return drawn.map(({ records, device, tz }, index) => ({
    device,
    batch: batchOf(records, {
      seq: 1_788_000_000_000 + index,
      tz,
      ...(index % 3 === 0 ? { rules: index } : {}),
    }),
    receivedAt: start + index,
  }));
}

/** Filters that meet the sample: by its own values, and any that fit the columns. */
export function operationFilter(): fc.Arbitrary<Filter> {
  const leaf = fc.oneof(
    { arbitrary: filterFor(operationsCollection, 2), weight: 2 },
    {
      arbitrary: fc.constantFrom(...(Object.keys(operationsCollection.columns) as string[])).chain(column => {
        const values = valuesOf(column);
        return fc.oneof(
          values.map((value): Filter => ({ op: 'eq', column, value })),
          fc
            .array(values, { minLength: 1, maxLength: 3 })
            .map((all): Filter => ({ op: 'in', column, values: all })),
        );
      }),
      weight: 3,
    },
    {
      arbitrary: fc
        .record({
          column: fc.constantFrom('file', 'destination', 'url', 'document'),
          value: fc.constantFrom(...parts),
        })
        .map(({ column, value }): Filter => ({ op: 'contains', column, value })),
      weight: 2,
    },
    { arbitrary: fc.constantFrom(...parts).map((text): Filter => ({ op: 'search', text })), weight: 2 },
    {
      arbitrary: fc
        .record({ gte: fc.integer({ min: 0, max: 90 }), lt: fc.integer({ min: 0, max: 90 }) })
        .map(({ gte, lt }): Filter => ({
          op: 'range',
          column: 'time',
          gte: start + gte * 3_600_000,
          lt: start + lt * 3_600_000,
        })),
      weight: 1,
    },
  );
  return fc.oneof(
    leaf,
    fc.array(leaf, { minLength: 1, maxLength: 3 }).map((filters): Filter => ({ op: 'and', filters })),
    fc.array(leaf, { minLength: 1, maxLength: 2 }).map((filters): Filter => ({ op: 'or', filters })),
    leaf.map((filter): Filter => ({ op: 'not', filter })),
  );
}

const parts = ['plan', 'ＰＬＡＮ', '計画', 'そふと', 'a', 'users\\ada', '.xlsx', 'nowhere', '\ud83d', 'x=1'];

function valuesOf(column: string): fc.Arbitrary<string | number | boolean> {
  if (column === 'device') return fc.constantFrom(...devices, 'unknown');
  if (column === 'type') return fc.constantFrom('file', 'print', 'window');
  if (column === 'suspicious') return fc.boolean();
  const name = column as (typeof operationColumnNames)[number];
  if (operationColumns[name].kind === 'time') return fc.constant(start);
  const values = valueFor(name);
  return operationColumns[name].kind === 'seconds' ? values.map(value => Number(value) * 1_000) : values;
}
