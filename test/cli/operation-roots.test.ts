import { memoryEventStore } from '../../adapters/event-store/memory.ts';
import { verifyRoots } from '../../src/cli/operation-roots.ts';

const root = (digit: string) => digit.repeat(64);
const day = '2026-09-01';

test('a sealed day is missed unless the archive has it as it was sealed last, or it was removed', async () => {
  const log = memoryEventStore();
  let made = 0;
  const tell = (stream: string, type: string, data: object) =>
    log.append(stream, 'any', [
      {
        id: `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`,
        type,
        version: 1,
        at: '2026-09-04T00:00:00.000Z',
        data,
        metadata: { actor: 'system:test', correlationId: 'c', causationId: 'c' },
      } as never,
    ]);
  const sealed = (of: string) => tell(`operationLogDay-${day}`, 'OperationLogDaySealed', { day, root: of });
  const archived = (of: string) => tell('operationArchive-all', 'OperationDayArchived', { day, root: of });
  const verified = () => verifyRoots(log, '/nowhere/operations', false);
  await sealed(root('a'));
  expect(await verified()).toMatchObject({ archived: 0, faults: [expect.stringContaining(day)] });
  await archived(root('a'));
  expect(await verified()).toEqual({ sealed: 0, reopened: 0, archived: 1, faults: [] });
  await sealed(root('b'));
  expect((await verified()).faults).toHaveLength(1);
  await archived(root('b'));
  expect(await verified()).toMatchObject({ archived: 1, faults: [] });
  await tell(`operationLogDay-${day}`, 'OperationLogDayRemoved', { day, root: root('b') });
  expect(await verified()).toMatchObject({ archived: 0, faults: [] });
  await log.close();
});
