import {
  batchOf,
  PastConditions,
  withSuspicions,
  type OperationRecord,
  type SuspicionConditions,
} from '../../../domain/operation-logs/index.ts';

const off: SuspicionConditions = { mail: false, webFtp: false, externalDevice: false, printedPages: null };
const copy = (time: number, more: Partial<OperationRecord> = {}): OperationRecord => ({
  time,
  detail: 'copy-file',
  user: 'ada',
  file: 'C:\\plan.xlsx',
  fileDrive: 'local-disk',
  destination: 'E:\\plan.xlsx',
  destinationDrive: 'removable-disk',
  ...more,
});
const print = (minute: number, pages: number, user = 'ada'): OperationRecord => ({
  time: minute * 60_000,
  detail: 'print',
  user,
  document: 'plan',
  pages,
});
const kept = (records: readonly OperationRecord[], device = 'd') =>
  records.map((record, index) => ({ id: `${device}.${index}`, device, record }));
const outcomeOf = (conditions: Partial<SuspicionConditions>, ...pages: readonly OperationRecord[][]) => {
  const past = new PastConditions({ ...off, ...conditions });
  for (const page of pages) past.add(kept(page));
  return past.outcome();
};

test('LOG-017: the past is judged as the intake judges what arrives, whatever was marked then', () => {
  const records = [
    copy(1),
    copy(2, { fileDrive: 'removable-disk' }),
    copy(3, { destinationDrive: 'local-disk', suspicion: 'mail' }),
    copy(4, { detail: 'web-upload', destination: 'https://share.example/u/', destinationDrive: 'web' }),
    copy(5, { user: 'grace', suspicion: 'external-device' }),
  ];
  const { counts, users, devices, examples } = outcomeOf({ externalDevice: true, webFtp: true }, records);
  expect(counts).toEqual({ mail: 0, 'web-ftp': 1, 'external-device': 2, print: 0 });
  const marked = withSuspicions(batchOf(records, { seq: 1, tz: 0 }), {
    ...off,
    externalDevice: true,
    webFtp: true,
  }).batch.cols.suspicion as { readonly r: readonly number[] };
  expect(examples.map(({ id }) => id).toSorted()).toEqual(marked.r.map(row => `d.${row}`));
  expect(users).toEqual([
    { value: 'ada', count: 2 },
    { value: 'grace', count: 1 },
  ]);
  expect(devices).toEqual([{ value: 'd', count: 3 }]);
});

test('LOG-017: pages add up within an hour, over pages of the answer, and what was told of counts no more', () => {
  const prints = [print(0, 60), print(30, 50), print(31, 99), print(50, 2, 'grace'), print(95, 90)];
  const { counts, examples } = outcomeOf({ printedPages: 100 }, prints.slice(0, 1), prints.slice(1));
  expect(counts.print).toBe(1);
  expect(examples).toEqual([
    expect.objectContaining({
      condition: 'print',
      user: 'ada',
      time: 30 * 60_000,
      pages: 110,
      target: 'plan',
    }),
  ]);
});

test('nothing is found by conditions that are off', () => {
  expect(outcomeOf({}, [copy(1), print(0, 1_000)])).toMatchObject({
    deviceCount: 0,
    userCount: 0,
    examples: [],
  });
});
