import {
  defaultOperationLogSettings,
  operationLogConfiguration,
  operationLogSettingsStream,
} from '../../../../domain/operation-logs/index.ts';
import { agentWithDevice, type AgentTwin } from '../../../support/agent-twin.ts';
import { operation, recordOperations, upload } from '../../../support/operation-uploads.ts';
import { startTestServer, type TestServer } from '../../../support/server.ts';

let server: TestServer;
let agent: AgentTwin;
let device: string;
let seq = 1;
/** Streams that were read since the last look. */
const read: string[] = [];
let fails = false;

beforeAll(async () => {
  server = await startTestServer({
    wrapEvents: store => ({
      ...store,
      readStream: (stream, options) => {
        read.push(stream);
        return store.readStream(stream, options);
      },
      async *subscribe(after, filter, signal) {
        for await (const message of store.subscribe(after, filter, signal)) {
          if (fails) throw new Error('the log cannot be followed');
          yield message;
        }
      },
    }),
  });
  ({ agent, deviceId: device } = await agentWithDevice(server, 'pc-1'));
  await recordOperations(server);
});
afterAll(() => server.close());

const send = async (): Promise<string> => {
  const { body } = await upload(server, agent, [[operation(0)]], seq++);
  return body.batches[0].state as string;
};

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 5));
}

/** Reads of the log of one more upload. */
async function readsOfNext(): Promise<string[]> {
  read.length = 0;
  await send();
  return [...read];
}

/** As another server on the same log would: nobody tells this one but the log. */
async function configuredElsewhere(acquire: boolean): Promise<void> {
  const settings = { ...defaultOperationLogSettings, acquire };
  const result = await server.services.commands.handle(
    operationLogSettingsStream,
    operationLogConfiguration,
    { type: 'ConfigureOperationLog', settings },
    { actor: 'account:system' },
  );
  expect(result.kind).toBe('accepted');
}

test('an upload reads nothing from the log once settings and device are known', async () => {
  await until(async () => (await readsOfNext()).length === 0);
  expect(await send()).toBe('recorded');
  expect((await agent.ask()).body.settings.settings).toHaveProperty('operations');
});

test('what another server changed in the settings counts as soon as the log has told of it', async () => {
  await configuredElsewhere(false);
  const { settings } = server.context.operationLogs;
  const last = await server.services.events.lastPosition();
  await until(async () => settings.watch.heard >= last);
  expect(await send()).toBe('discarded');
  expect((await agent.ask()).body.settings.settings).not.toHaveProperty('operations');
  await configuredElsewhere(true);
  await until(async () => (await send()) === 'recorded');
});

test('records belong to the device that stands for the agent since a merge', async () => {
  const { deviceId: other } = await agentWithDevice(server, 'pc-2');
  expect(await readsOfNext()).toEqual([]);
  const merged = await server.call('POST', '/api/v1/devices/merge', { body: { from: device, into: other } });
  expect(merged.status).toBeLessThan(300);
  await until(async () => (await server.context.agents.devices.of(agent.agentId)) === other);
  await server.caughtUp();
  const before = await server.services.operations!.count({ devices: new Set([other]) });
  expect(await send()).toBe('recorded');
  expect(await server.services.operations!.count({ devices: new Set([other]) })).toBe(before + 1);
  await until(async () => (await readsOfNext()).length === 0);
});

test('while the log cannot be followed settings and devices are read each time', async () => {
  fails = true;
  // The subscription fails with the next message, the settings are those of the log at once.
  await configuredElsewhere(false);
  await until(async () => (await send()) === 'discarded');
  await until(async () => (await readsOfNext()).includes(operationLogSettingsStream));
  await configuredElsewhere(true);
  expect(await send()).toBe('recorded');
});

test('a credential that was taken back is refused at the next upload', async () => {
  await server.services.credentials.delete('agent', agent.agentId);
  expect((await upload(server, agent, [[operation(0)]], seq++)).status).toBe(401);
});
