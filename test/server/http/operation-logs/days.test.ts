import { readWholeStream } from '../../../../domain/kernel/index.ts';
import { agentWithDevice } from '../../../support/agent-twin.ts';
import { operation, recordOperations, upload } from '../../../support/operation-uploads.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const told = async (day: string) =>
  (await readWholeStream(server.services.events, `operationLogDay-${day}`)).map(({ type, data }) => ({
    type,
    ...(data as { records: number; root: string | null }),
  }));
const days = async () =>
  (await server.call('GET', '/api/v1/operations/days')).body.days.map(
    ({ day, state, records }: { day: string; state: string; records: number }) => [day, state, records],
  );
const tend = () => server.context.operationLogs.keeper.tend();

test('LOG-002, LOG-009: a day that has ended is sealed into the ledger, again where late batches came, and removed when it is not kept any more', async () => {
  const { agent } = await agentWithDevice(server);
  await recordOperations(server, { days: 10 });
  await upload(server, agent, [[operation(0)], [operation(1)]]);
  await server.travel('2026-01-07T09:00:00.000Z');
  await tend();
  expect(await days()).toEqual([['2026-01-05', 'open', 2]]);
  expect(await told('2026-01-05')).toEqual([]);

  await server.travel('2026-01-08T13:00:00.000Z');
  await tend();
  await tend();
  expect(await days()).toEqual([['2026-01-05', 'sealed', 2]]);
  const [sealed, ...others] = await told('2026-01-05');
  expect(sealed).toMatchObject({ type: 'OperationLogDaySealed', records: 2 });
  expect(others).toEqual([]);

  await upload(server, agent, [[operation(2)]], 7);
  await tend();
  const again = (await told('2026-01-05')).at(-1)!;
  expect(again).toMatchObject({ type: 'OperationLogDaySealed', records: 3 });
  expect(again.root).not.toBe(sealed!.root);

  await server.travel('2026-01-15T23:00:00.000Z');
  await tend();
  expect(await days()).toHaveLength(1);
  await server.travel('2026-01-16T00:00:00.000Z');
  await tend();
  expect(await days()).toEqual([]);
  expect((await told('2026-01-05')).at(-1)).toEqual({
    type: 'OperationLogDayRemoved',
    day: '2026-01-05',
    records: 3,
    root: again.root,
  });
  expect((await server.call('GET', '/api/v1/operations')).body.items).toEqual([]);
});
