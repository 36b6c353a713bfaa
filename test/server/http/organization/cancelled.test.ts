import type { EventStore } from '../../../../domain/kernel/index.ts';
import { placedDevice, treeLines } from '../../../support/organization.ts';
import type { TestServer } from '../../../support/server.ts';
import { startTestServer } from '../../../support/server.ts';

/** Where the act waits with the devices it is about to place. */
let gate: Promise<void>;
let open: () => void;
let reached: () => void;
const wrapEvents = (store: EventStore): EventStore => ({
  ...store,
  async append(stream, expected, events) {
    if (events.some(({ type }) => type === 'DevicePlaced')) {
      reached();
      await gate;
    }
    return store.append(stream, expected, events);
  },
});

let server: TestServer;
beforeEach(async () => {
  gate = Promise.resolve();
  reached = () => undefined;
  server = await startTestServer({ wrapEvents });
});
afterEach(() => server.close());

const post = (path: string, body: unknown = {}) => server.call('POST', `/api/v1${path}`, { body });

test('an act that is stopped says how far it came, nothing else begins meanwhile, and undo takes back just that', async () => {
  for (let number = 0; number < 20; number++)
    await placedDevice(server, `pc-${number}`, { department: 'Sales' });
  await server.caughtUp();
  gate = new Promise(resolve => (open = resolve));
  const waiting = new Promise<void>(resolve => (reached = resolve));
  const begun = await post('/departments/rename-group', { path: 'Sales', to: 'Trade' });
  await waiting;
  expect((await post('/departments/delete-group', { path: 'Sales' })).body.code).toBe('GROUP_ACT_BUSY');
  expect((await post('/locations/rename-group', { path: 'Osaka', to: 'Kobe' })).body.code).toBe(
    'GROUP_UNKNOWN',
  );
  await post(`/jobs/${begun.body.id}/cancel`);
  open();
  const job = await server.jobEnded(begun.body.id);
  expect(job).toMatchObject({ state: 'cancelled', result: { devices: 16, refused: 0 } });
  expect(await treeLines(server)).toEqual(['old Sales 4/4', 'old Trade 16/16']);
  const ends = [];
  for await (const batch of server.services.events.readAll(0, { types: ['GroupActEnded'] }))
    ends.push(...batch);
  expect(ends).toMatchObject([{ data: { outcome: 'cancelled', devices: 16 } }]);

  const undo = await post(`/departments/acts/${String(job.result!['act'])}/undo`);
  expect(await server.jobEnded(undo.body.id)).toMatchObject({ result: { devices: 16, refused: 0 } });
  expect(await treeLines(server)).toEqual(['old Sales 20/20']);
});
