import { batchOf, type OperationRecord } from '../../domain/operation-logs/records/index.ts';
import type { OperationStore, StoredOperation, Trace } from '../../projections/operation-logs/index.ts';

type Step = Omit<OperationRecord, 'time'>;

const plan = 'C:\\Users\\ada\\plan.xlsx';
const report = 'C:\\Users\\ada\\report.xlsx';
const stick = 'E:\\plan.xlsx';
const content = '0123456789abcdef0123456789abcdef';

const created = (file: string, more = {}): Step => ({ detail: 'create-file', file, ...more });
const renamed = (file: string, destination: string): Step => ({ detail: 'rename-file', file, destination });
const copied = (file: string, destination: string, more = {}): Step => ({
  detail: 'copy-file',
  file,
  destination,
  ...more,
});
const deleted = (file: string): Step => ({ detail: 'delete-file', file });
const mailed = (file: string, more = {}): Step => ({
  detail: 'mail-send-attachment',
  file,
  destination: 'bob@example.org',
  ...more,
});

/**
 * How every adapter follows files. The steps of a scenario happen one after the other, an hour apart, at the devices
 * named; each scenario has devices of its own. What is expected of a trace: its steps by their places, and which of
 * them each follows from.
 */
export function operationTraceCompliance(adapter: string, open: () => Promise<OperationStore>): void {
  describe(`operation trace compliance: ${adapter}`, () => {
    let store: OperationStore;
    let scenario = 0;
    const days = new Set<string>();
    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    /** Names of the stored records. */
    async function happened(
      steps: readonly (readonly [device: string, step: Step])[],
      hours = 1,
    ): Promise<string[]> {
      scenario++;
      const ids: string[] = [];
      for (const [index, [name, step]] of steps.entries()) {
        const device = deviceOf(name);
        const time = Date.parse('2026-09-01T08:00:00Z') + index * hours * 3_600_000;
        const seq = scenario * 10_000 + index;
        const batch = batchOf([{ ...step, time } as OperationRecord], { seq, tz: 0 });
        await store.record({ device, batch, receivedAt: time });
        const day = new Date(time).toISOString().slice(0, 10);
        days.add(day);
        ids.push(`${day}.${device}.${seq}.0`);
      }
      return ids;
    }

    const deviceOf = (name: string): string => `${name}-${scenario}`;

    /** Each step as its place in the scenario, with those it follows from and how. */
    function told(trace: Trace | undefined, ids: readonly string[]) {
      const placeOf = ({ id }: StoredOperation): number => ids.indexOf(id);
      return trace?.steps.map(({ operation, after, by }) => [
        placeOf(operation),
        after.map(index => placeOf(trace.steps[index]!.operation)),
        by,
      ]);
    }

    async function follows(
      ids: readonly string[],
      start: number,
      expected: readonly (readonly [number, readonly number[], string])[],
    ): Promise<void> {
      const trace = await store.trace(ids[start]!, { most: 100 });
      expect(told(trace, ids)).toEqual(expected);
      expect(trace!.steps[trace!.start]!.operation.id).toBe(ids[start]);
      expect(trace!.cut).toBe(false);
    }

    test('a file is followed from its creation through names and places to where it ends', async () => {
      const ids = await happened([
        ['pc', created(plan)],
        ['pc', renamed(plan, report)],
        ['pc', copied(report.toUpperCase(), 'D:\\safe.xlsx')],
        ['pc', { detail: 'move-file', file: 'D:\\safe.xlsx', destination: 'D:\\old\\safe.xlsx' }],
        ['pc', deleted('D:\\old\\safe.xlsx')],
      ]);
      const whole = [
        [0, [], 'start'],
        [1, [0], 'path'],
        [2, [1], 'path'],
        [3, [2], 'path'],
        [4, [3], 'path'],
      ] as const;
      for (const start of ids.keys()) await follows(ids, start, whole);
      const trace = await store.trace(ids[2]!, { most: 100 });
      expect(trace!.steps.map(({ from, to }) => [from, to])).toEqual([
        [null, plan],
        [plan, report],
        [report.toUpperCase(), 'D:\\safe.xlsx'],
        ['D:\\safe.xlsx', 'D:\\old\\safe.xlsx'],
        ['D:\\old\\safe.xlsx', null],
      ]);
    });

    test('all branches are told, over days, but not those of other files at the same place', async () => {
      const ids = await happened(
        [
          ['pc', created(plan)],
          ['pc', copied(plan, 'D:\\one.xlsx')],
          ['pc', copied(plan, 'D:\\two.xlsx')],
          ['pc', mailed(`C:\\other.txt\n${plan}`)],
          ['pc', deleted(plan)],
          ['pc', created(plan)],
          ['pc', copied(plan, 'D:\\three.xlsx')],
          ['pc', { detail: 'print', document: plan }],
        ],
        20,
      );
      await follows(ids, 0, [
        [0, [], 'start'],
        [1, [0], 'path'],
        [2, [0], 'path'],
        [3, [0], 'path'],
        [4, [0], 'path'],
      ]);
      // One branch and what it comes from, without its sisters.
      await follows(ids, 2, [
        [0, [], 'start'],
        [2, [0], 'path'],
      ]);
      await follows(ids, 6, [
        [5, [], 'start'],
        [6, [5], 'path'],
      ]);
    });

    test('a file that is replaced is another file; paths of Linux mind case, those of other computers are others', async () => {
      const ids = await happened([
        ['pc', created('/home/ada/plan')],
        ['pc', created('/home/ada/PLAN')],
        ['other', created('/home/ada/plan')],
        ['pc', copied('/home/ada/plan', '/mnt/plan')],
        ['pc', copied('/tmp/else', '/home/ada/plan')],
        ['pc', copied('/home/ada/plan', '/mnt/else')],
      ]);
      await follows(ids, 0, [
        [0, [], 'start'],
        [3, [0], 'path'],
      ]);
      await follows(ids, 5, [
        [4, [], 'start'],
        [5, [4], 'path'],
      ]);
    });

    test('names that return make no circle', async () => {
      const ids = await happened([
        ['pc', renamed('C:\\a', 'C:\\b')],
        ['pc', renamed('C:\\b', 'C:\\a')],
        ['pc', renamed('C:\\a', 'C:\\b')],
        ['pc', copied('C:\\b', 'C:\\b')],
        ['pc', renamed('C:\\b', 'C:\\B')],
      ]);
      await follows(ids, 2, [
        [0, [], 'start'],
        [1, [0], 'path'],
        [2, [1], 'path'],
        [3, [2], 'path'],
        [4, [3], 'path'],
      ]);
    });

    test('a medium is the same at another computer, a share and an address are the same everywhere', async () => {
      const onMedium = { serial: '4C53', driveName: 'E:\\' };
      const ids = await happened([
        ['pc', copied(plan, stick, onMedium)],
        ['other', copied('F:\\PLAN.xlsx', report, { serial: '4C53', driveName: 'F:\\' })],
        ['third', copied(stick, report, { serial: '9999', driveName: 'E:\\' })],
        ['other', copied(report, '\\\\files\\share\\plan.xlsx')],
        ['third', copied('\\\\FILES\\share\\plan.xlsx', plan)],
        ['third', { detail: 'web-upload', file: plan, destination: 'https://cloud.example/plan' }],
        [
          'fourth',
          { detail: 'web-download', file: 'https://cloud.example/plan', destination: 'C:\\Downloads\\plan' },
        ],
      ]);
      await follows(ids, 0, [
        [0, [], 'start'],
        [1, [0], 'medium'],
        [3, [1], 'path'],
        [4, [3], 'address'],
        [5, [4], 'path'],
        [6, [5], 'address'],
      ]);
    });

    test('what came from nowhere follows from the same content at another computer', async () => {
      const ids = await happened([
        ['pc', created(plan, { content })],
        ['pc', mailed(plan, { content })],
        [
          'other',
          {
            detail: 'save-attached-file',
            file: 'plan.xlsx',
            destination: report,
            content: content.toUpperCase(),
          },
        ],
        ['other', copied(report, stick, { content })],
        ['other', created('C:\\unrelated', { content: content.replace('0', 'f') })],
      ]);
      await follows(ids, 1, [
        [0, [], 'start'],
        [1, [0], 'path'],
        [2, [1], 'content'],
        [3, [2], 'path'],
      ]);
      await follows(ids, 3, [
        [0, [], 'start'],
        [1, [0], 'path'],
        [2, [0, 1], 'content'],
        [3, [2], 'path'],
      ]);
      // Devices that the asker may not see are no bridge.
      const devices = new Set([deviceOf('other')]);
      expect(told(await store.trace(ids[3]!, { most: 100, devices }), ids)).toEqual([
        [2, [], 'start'],
        [3, [2], 'path'],
      ]);
      expect(await store.trace(ids[0]!, { most: 100, devices })).toBeUndefined();
    });

    test('no more steps than asked for, and it says so', async () => {
      const copies = Array.from({ length: 12 }, (_, copy) => ['pc', copied(plan, `D:\\${copy}`)] as const);
      const ids = await happened([['pc', created(plan)], ...copies]);
      const trace = await store.trace(ids[0]!, { most: 5 });
      expect(told(trace, ids)).toEqual([[0, [], 'start'], ...[1, 2, 3, 4].map(copy => [copy, [0], 'path'])]);
      expect(trace!.cut).toBe(true);
      expect((await store.trace(ids[0]!, { most: 13 }))!.cut).toBe(false);
    });

    test('what is no record, and what moves no file, has no trace', async () => {
      const ids = await happened([['pc', { detail: 'log-on', user: 'ada' }]]);
      expect(await store.trace(ids[0]!, { most: 10 })).toBeUndefined();
      expect(await store.trace('nothing', { most: 10 })).toBeUndefined();
      await expect(store.trace(ids[0]!, { most: 0 })).rejects.toThrow('QUERY');
    });

    test('sealed days are followed as open ones', async () => {
      const ids = await happened(
        [
          ['pc', created(plan)],
          ['pc', renamed(plan, report)],
          ['pc', copied(report, stick)],
        ],
        30,
      );
      for (const day of days) await store.sealDay(day);
      for (const start of ids.keys())
        await follows(ids, start, [
          [0, [], 'start'],
          [1, [0], 'path'],
          [2, [1], 'path'],
        ]);
    });
  });
}
